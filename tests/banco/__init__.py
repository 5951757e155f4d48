"""La medida de la carga: Rumbo, en el banco que se le dé, junto a los demás que trae.

``correr.py`` copia el banco y le añade lo de ``objetivo.py``; ``lanzador.py`` es el
proceso que se mide. Nada de esto se instala.
"""
