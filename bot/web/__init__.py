"""La página del chat: su plantilla, su estilo, su código y sus rutas."""
