"""El intérprete de los flujos: puro, sin reloj, sin azar y sin guardar nada."""
