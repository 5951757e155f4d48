"""Una versión del esquema por archivo, en orden."""
