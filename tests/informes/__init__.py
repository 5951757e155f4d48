"""Pruebas de los informes."""
