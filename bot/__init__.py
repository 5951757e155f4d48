"""Rumbo: orienta a personas refugiadas y migrantes en Tumbes (Perú).

Los cuartos de la casa y sus pisos están en ``docs/arquitectura.md``.
"""
