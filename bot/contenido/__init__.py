"""Lo que la oficina escribe: leerlo, comprobarlo y decir archivo:línea:columna."""
