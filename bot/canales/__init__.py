"""Un protocolo por archivo: verificar, leer, pintar y enviar."""
