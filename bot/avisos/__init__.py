"""Lo que un aviso al equipo dice y por qué vía llega.

A quién se avisa y cuándo se insiste es de ``bot/casos``; qué contó la persona no llega nunca
aquí.
"""
