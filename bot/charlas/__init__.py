"""Charlas: conversaciones de ejemplo que se corren, se graban y se comprueban.

``conversacion`` es una persona y el bot sin red ni base de datos; ``correr``, una
charla escrita y lo que se le exige; ``archivo``, leerla y escribirla;
``simulador``, conversar en la terminal. Lo que el bot contesta no se decide aquí.
"""
