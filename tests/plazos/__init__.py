"""Pruebas de los plazos y de los hilos supervisados."""
