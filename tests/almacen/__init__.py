"""Pruebas del almacén y de la puerta, en SQLite y en PostgreSQL."""
