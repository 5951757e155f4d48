"""Lee ``directorio.yaml`` y dice todo lo que está mal, con su lugar.

También toma de ``flujos/_bot.yaml`` los feriados de la oficina y los nombres de
los temas; lo demás de ese archivo lo lee ``libro.py``. Aquí se comprueba cada
servicio; cada dato suelto lo comprueba ``hechos.py``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import cast

from bot.comprension.normalizar import normalizar
from bot.contenido.hechos import comprobar_enlaces, leer_dia, leer_hecho
from bot.contenido.nodo import (
    Escalar,
    Lector,
    Mapa,
    Par,
    Problema,
    abrir_lector,
    leer_archivo,
    quisiste,
)
from bot.directorio import DATOS, Cobertura, Directorio, Distrito, Hecho, Servicio
from bot.modelo import Texto

ARCHIVO = "directorio.yaml"
FICHA = "flujos/_bot.yaml"
COBERTURAS = ("distrito", "provincia", "region", "nacional")
_ID = re.compile(r"[a-z][a-z0-9_]*")
_COORDENADA = re.compile(r"-?\d{1,3}(\.\d{1,12})?", re.ASCII)


def leer_directorio(raiz: Path, problemas: list[Problema]) -> Directorio | None:
    """El directorio de esa carpeta, o ``None`` si tiene algún error."""
    propios: list[Problema] = []
    directorio = _leer(raiz, propios)
    problemas.extend(propios)
    return None if any(problema.grave for problema in propios) else directorio


def _leer(raiz: Path, problemas: list[Problema]) -> Directorio | None:
    nodo = leer_archivo(raiz / ARCHIVO, raiz, problemas)
    lector = abrir_lector(nodo, problemas, "el directorio") if nodo else None
    if lector is None:
        return None
    temas, feriados = _de_la_ficha(raiz, problemas)
    enlaces = comprobar_enlaces(lector.lista_de_textos("enlaces"), problemas)
    distritos = _distritos(_pares(lector.mapa("distritos")), problemas)
    mesa = _Mesa(distritos, temas, enlaces, problemas)
    for id, par in _pares(lector.mapa("servicios")).items():
        mesa.leer(id, par)
    lector.cerrar()
    return Directorio(mesa.servicios, distritos, feriados)


def _de_la_ficha(
    raiz: Path, problemas: list[Problema]
) -> tuple[Collection[str], Mapping[date, str]]:
    """Los temas y los feriados de la ficha; lo que ahí esté mal lo dice quien la lee."""
    nodo = leer_archivo(raiz / FICHA, raiz, [])
    if not isinstance(nodo, Mapa):
        return (), {}
    lector = Lector(nodo, [])
    feriados: dict[date, str] = {}
    for par in _pares(lector.mapa("feriados", obligatorio=False)).values():
        dia = leer_dia(par.clave.valor)
        if dia is not None and isinstance(par.valor, Escalar) and par.valor.valor:
            feriados[dia] = par.valor.valor
        else:
            texto = "Un feriado se escribe «2026-01-07: motivo»."
            problemas.append(Problema(par.clave.lugar, texto, "feriado_invalido"))
    return tuple(_pares(lector.mapa("temas"))), feriados


def _pares(mapa: Mapa | None) -> Mapping[str, Par]:
    return mapa.pares if mapa else {}


def _distritos(pares: Mapping[str, Par], problemas: list[Problema]) -> dict[str, Distrito]:
    distritos: dict[str, Distrito] = {}
    duenos: dict[str, str] = {}
    for nombre, par in pares.items():
        lector = abrir_lector(par.valor, problemas, f"el distrito «{nombre}»")
        if lector is None:
            continue
        provincia = lector.texto("provincia")
        formas = (par.clave, *lector.lista_de_textos("tambien"))
        no_es = lector.lista_de_textos("no_es")
        lector.cerrar()
        for forma in formas:
            normal = normalizar(forma.valor)
            dueno = duenos.setdefault(normal, nombre)
            if dueno != nombre:
                texto = f"«{forma.valor}» ya es una manera de decir «{dueno}»."
                lector.decir(forma.lugar, texto, "grafia_repetida")
        distritos[nombre] = Distrito(
            nombre=nombre,
            provincia=provincia.valor if provincia else "",
            grafias=tuple(dict.fromkeys(normalizar(forma.valor) for forma in formas)),
            no_es=tuple(normalizar(ajena.valor) for ajena in no_es),
        )
    return distritos


class _Mesa:
    """Lee un servicio tras otro, con lo que hay que saber para comprobarlos."""

    def __init__(
        self,
        distritos: Mapping[str, Distrito],
        temas: Collection[str],
        enlaces: Collection[str],
        problemas: list[Problema],
    ) -> None:
        self.servicios: dict[str, Servicio] = {}
        self._distritos = distritos
        self._provincias = {uno.provincia for uno in distritos.values()}
        self._temas = temas
        self._enlaces = enlaces
        self._problemas = problemas
        self._nombres: dict[str, str] = {}

    def leer(self, id: str, par: Par) -> None:
        lector = abrir_lector(par.valor, self._problemas, f"el servicio «{id}»")
        if lector is None:
            return
        if not _ID.fullmatch(id):
            texto = f"«{id}» no sirve de nombre: letras minúsculas sin tilde, números y «_»."
            lector.decir(par.clave.lugar, texto, "id_invalido")
        nombre = self._texto(lector, id, "nombre")
        para = self._texto(lector, id, "para")
        cobertura = cast(Cobertura, lector.elegido("cobertura", COBERTURAS))
        distrito, provincia = self._lugar(lector, cobertura)
        hechos = {campo: self._hecho(lector, campo) for campo in (*DATOS, "existe")}
        if not any(campo in lector.origen.pares for campo in hechos):
            texto = f"«{id}» no tiene ningún dato. Di de dónde se sabe que existe con «existe»."
            lector.decir(par.clave.lugar, texto, "servicio_sin_respaldo")
        servicio = Servicio(
            id=id,
            nombre=nombre or Texto("", ""),
            para=para or Texto("", ""),
            temas=self._leer_temas(lector),
            cobertura=cobertura,
            distrito=distrito,
            provincia=provincia,
            quien=self._texto(lector, id, "quien", obligatorio=False),
            tambien=tuple(uno.valor for uno in lector.lista_de_textos("tambien")),
            decir=self._texto(lector, id, "decir", obligatorio=False),
            llevar=self._texto(lector, id, "llevar", obligatorio=False),
            nota=self._texto(lector, id, "nota", obligatorio=False),
            coordenadas=self._coordenadas(lector),
            **hechos,
        )
        lector.cerrar()
        if nombre is not None:
            self._reconocer(lector, par, servicio)
        self.servicios[id] = servicio

    def _reconocer(self, lector: Lector, par: Par, servicio: Servicio) -> None:
        otro = self._nombres.setdefault(normalizar(servicio.nombre.es), servicio.id)
        if otro != servicio.id:
            texto = f"«{servicio.id}» se llama igual que «{otro}». Deja uno, o distingue el nombre."
            lector.decir(par.clave.lugar, texto, "servicio_repetido")

    def _texto(self, lector: Lector, id: str, clave: str, obligatorio: bool = True) -> Texto | None:
        escalar = lector.texto(clave, obligatorio)
        if escalar is None:
            return None
        if "{" in escalar.valor or "}" in escalar.valor:
            texto = f"En «{clave}» no van llaves: una tarjeta no llena huecos."
            lector.decir(escalar.lugar, texto, "hueco_en_servicio")
        return Texto(escalar.valor.strip(), f"directorio.{id}")

    def _hecho(self, lector: Lector, campo: str) -> Hecho | None:
        mapa = lector.mapa(campo, obligatorio=False)
        if mapa is None:
            return None
        que = f"«{campo}» de {lector.que}"
        return leer_hecho(mapa, campo, que, self._enlaces, self._problemas)

    def _leer_temas(self, lector: Lector) -> tuple[str, ...]:
        escalares = lector.lista_de_textos("temas", obligatorio=True)
        for escalar in escalares:
            if self._temas and escalar.valor not in self._temas:
                texto = f"«{escalar.valor}» no está en los temas de {FICHA}."
                ayuda = quisiste(escalar.valor, self._temas)
                lector.decir(escalar.lugar, texto + ayuda, "tema_desconocido")
        return tuple(escalar.valor for escalar in escalares)

    def _lugar(self, lector: Lector, cobertura: Cobertura) -> tuple[str, str]:
        """El distrito y la provincia; el distrito ya dice la provincia."""
        distrito = lector.texto("distrito", obligatorio=False)
        provincia = lector.texto("provincia", obligatorio=False)
        if provincia and provincia.valor not in self._provincias:
            texto = f"«{provincia.valor}» no es una provincia de «distritos»."
            ayuda = quisiste(provincia.valor, self._provincias)
            lector.decir(provincia.lugar, texto + ayuda, "provincia_desconocida")
        if distrito is None:
            falta = cobertura == "distrito" or (cobertura == "provincia" and provincia is None)
            if falta:
                texto = f"La cobertura es «{cobertura}», pero no se dice cuál: falta «{cobertura}»."
                lector.decir(lector.origen.lugar, texto, "cobertura_sin_lugar")
            return "", provincia.valor if provincia else ""
        conocido = self._distritos.get(distrito.valor)
        if conocido is None:
            texto = f"«{distrito.valor}» no está en «distritos»."
            ayuda = quisiste(distrito.valor, self._distritos)
            lector.decir(distrito.lugar, texto + ayuda, "distrito_desconocido")
            return "", ""
        if provincia and provincia.valor != conocido.provincia:
            texto = f"«{distrito.valor}» está en «{conocido.provincia}». Quita «provincia»."
            lector.decir(provincia.lugar, texto, "provincia_desconocida")
        return conocido.nombre, conocido.provincia

    def _coordenadas(self, lector: Lector) -> tuple[float, float] | None:
        nodo = lector.nodo("coordenadas", obligatorio=False)
        if nodo is None:
            return None
        escalares = lector.lista_de_textos("coordenadas")
        grados = [float(e.valor) for e in escalares if _COORDENADA.fullmatch(e.valor)]
        if len(escalares) == 2 and len(grados) == 2:
            latitud, longitud = grados
            if -90 <= latitud <= 90 and -180 <= longitud <= 180:
                return latitud, longitud
        texto = "Las coordenadas son dos números, latitud y longitud: [-3.5, -80.4]."
        lector.decir(nodo.lugar, texto, "coordenadas_invalidas")
        return None
