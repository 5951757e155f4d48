"""Lo que se mide con ``make banco``: lo que cuesta entender y la carga entera.

``comprension.py`` mide la primera parte. De la segunda, ``correr.py`` copia el banco que
se le dé y le añade lo de ``objetivo.py``; ``lanzador.py`` es el proceso que se mide y
``conversacion.py``, lo que ahí se conversa. Nada de esto se instala.
"""
