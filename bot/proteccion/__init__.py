"""Lo que protege a quien escribe: primera línea, lectura fácil y vigencia. Puro."""
