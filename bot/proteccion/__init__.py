"""Lo que protege a quien escribe: primera línea, lectura fácil, vigencia, contacto seguro. Puro."""
