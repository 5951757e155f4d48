// El chat de la página. No guarda nada en el teléfono: la conversación vive en
// esta hoja, y SALIR la borra y la cambia por otra en el historial.
'use strict';

(function () {
  const uno = (id) => document.getElementById(id);
  const charla = document.body.dataset.charla;
  const conversacion = uno('conversacion');
  const cuadro = uno('escribir');
  const aviso = uno('aviso');
  const vistas = { whatsapp: uno('vista-whatsapp'), telegram: uno('vista-telegram') };
  const ESPERAS = [1, 2, 4, 8, 15];
  const SILENCIO = 40000;

  let corte = null; // el AbortController de la conexión abierta
  let fallos = 0;
  let esperando = false; // se envió algo y falta la respuesta
  let pendiente = null; // lo que no se pudo enviar, con su identificador
  let reloj = 0;
  let saliendo = false;

  // ---- piezas de la página ------------------------------------------------

  function crear(etiqueta, clase, texto) {
    const nodo = document.createElement(etiqueta);
    if (clase) nodo.className = clase;
    if (texto !== undefined) nodo.textContent = texto;
    return nodo;
  }

  function poner(quien, texto) {
    const portada = uno('portada');
    if (portada) portada.remove();
    const globo = crear('div', quien === 'Tú' ? 'globo mio' : 'globo');
    globo.append(crear('span', 'oculto', quien + ': '), crear('p', '', texto));
    conversacion.append(globo);
    return globo;
  }

  // El comienzo de lo último que dijo la persona, arriba; su respuesta, debajo.
  function acomodar() {
    const mios = conversacion.querySelectorAll('.mio');
    const ultimo = mios[mios.length - 1];
    conversacion.scrollTop = ultimo ? ultimo.offsetTop - 12 : conversacion.scrollHeight;
  }

  function respondido() {
    esperando = false;
    uno('escribe').hidden = true;
  }

  function decir(burbuja) {
    if (burbuja.cierra) return irse();
    respondido();
    if (burbuja.texto) poner('Rumbo', burbuja.texto);
    if (burbuja.opciones.length) {
      const lista = crear('ul', 'opciones');
      burbuja.opciones.forEach((opcion, i) => {
        const boton = crear('button', 'opcion');
        boton.type = 'button';
        boton.append(crear('b', '', i + 1 + ''), crear('span', '', opcion.etiqueta));
        boton.addEventListener('click', (toque) => {
          if (toque.detail === 0) cuadro.focus(); // con teclado, el foco no se pierde
          enviar({ boton: opcion.boton }, opcion.etiqueta);
        });
        const renglon = crear('li');
        renglon.append(boton);
        lista.append(renglon);
      });
      conversacion.append(lista);
    }
    if (burbuja.vistas) pintarVistas(burbuja.vistas);
    acomodar();
    return null;
  }

  function apagar(apagados) {
    conversacion.querySelectorAll('.opcion').forEach((boton) => { boton.disabled = apagados; });
  }

  // ---- las vistas de los otros canales ------------------------------------

  function enVista(nombre, hijos, mio) {
    const vista = vistas[nombre];
    if (!vista) return;
    const nota = vista.querySelector('.nota');
    if (nota) nota.remove();
    vista.querySelectorAll('.hoja-lista').forEach((hoja) => hoja.remove());
    const dicho = crear('div', mio ? 'dicho yo' : 'dicho');
    hijos.forEach((hijo) => dicho.append(hijo));
    vista.append(dicho);
    vista.scrollTop = dicho.offsetTop - 12;
  }

  function pintarVistas(dichas) {
    const wa = dichas.whatsapp;
    if (wa) {
      const partes = [crear('p', '', wa.cuerpo)];
      if (wa.forma === 'botones') {
        wa.botones.forEach((boton) => partes.push(crear('span', 'ficha', boton.titulo)));
      } else if (wa.forma === 'lista') {
        partes.push(crear('span', 'ficha', '☰ Opciones'));
        const hoja = crear('div', 'hoja-lista');
        wa.botones.forEach((boton) => {
          const fila = crear('div', 'fila', boton.titulo);
          if (boton.descripcion) fila.append(crear('small', '', boton.descripcion));
          hoja.append(fila);
        });
        partes.push(hoja);
      }
      enVista('whatsapp', partes);
    }
    const tg = dichas.telegram;
    if (tg) {
      const botones = tg.botones.map((boton) => crear('span', 'ficha', boton.texto));
      enVista('telegram', [crear('p', '', tg.texto)].concat(botones));
    }
  }

  function enVistas(texto) {
    ['whatsapp', 'telegram'].forEach((cual) => enVista(cual, [crear('p', '', texto)], true));
  }

  // ---- avisos -------------------------------------------------------------

  function avisar(texto) {
    if (uno('aviso-que').textContent !== texto) uno('aviso-que').textContent = texto;
    aviso.hidden = false;
  }

  function callar() {
    aviso.hidden = true;
  }

  // ---- enviar -------------------------------------------------------------

  function identificar() {
    const azar = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(azar, (n) => n.toString(16).padStart(2, '0')).join('');
  }

  function mandar(cuerpo, seguir) {
    return fetch('/chat/mensajes', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Charla': charla },
      body: JSON.stringify(cuerpo),
      keepalive: seguir === true,
    });
  }

  function enviar(contenido, dicho) {
    // Lo mismo, mandado otra vez tras un fallo, lleva el mismo identificador: no llega doble.
    const clave = JSON.stringify(contenido);
    if (!pendiente || pendiente.clave !== clave) pendiente = { clave: clave, id: identificar() };
    const globo = poner('Tú', dicho);
    globo.classList.add('yendo');
    apagar(true);
    acomodar();
    uno('escribe').hidden = false;
    esperando = true;
    mandar(Object.assign({ id: pendiente.id }, contenido)).then((respuesta) => {
      if (respuesta.ok) {
        pendiente = null;
        globo.classList.remove('yendo');
        if (respuesta.status === 200) respondido(); // era repetido: ya se contestó
        enVistas(dicho);
        if (!corte) conectar();
        else callar();
        return null;
      }
      return respuesta.json().then((malo) => { throw new Error(malo.error); });
    }).catch((error) => {
      respondido();
      globo.remove();
      apagar(false);
      if (contenido.texto !== undefined && !cuadro.value) cuadro.value = contenido.texto;
      medir();
      const nuestro = error instanceof TypeError || error instanceof SyntaxError ? '' : error.message;
      avisar(nuestro || 'No hay conexión. Tu mensaje no se envió: prueba otra vez.');
    });
  }

  function medir() {
    cuadro.style.height = 'auto';
    cuadro.style.height = cuadro.scrollHeight + 3 + 'px';
  }

  uno('formulario').addEventListener('submit', (suceso) => {
    suceso.preventDefault();
    const texto = cuadro.value.trim();
    if (!texto) return;
    cuadro.value = '';
    medir();
    enviar({ texto: texto }, texto);
  });
  cuadro.addEventListener('input', medir);
  cuadro.addEventListener('keydown', (tecla) => {
    if (tecla.key !== 'Enter' || tecla.shiftKey || tecla.isComposing) return;
    tecla.preventDefault();
    uno('formulario').dispatchEvent(new Event('submit', { cancelable: true }));
  });
  uno('empezar').addEventListener('click', (toque) => {
    if (toque.detail === 0) cuadro.focus();
    enviar({ texto: 'Hola' }, 'Hola');
  });

  // ---- recibir ------------------------------------------------------------

  function vigilar() {
    clearTimeout(reloj);
    reloj = setTimeout(() => { if (corte) corte.abort(); }, SILENCIO);
  }

  function conectar() {
    if (corte || saliendo) return;
    corte = new AbortController();
    vigilar();
    fetch('/chat/eventos', { headers: { 'X-Charla': charla }, signal: corte.signal, cache: 'no-store' })
      .then((respuesta) => {
        if (!respuesta.ok) throw new Error(respuesta.status);
        if (fallos && esperando) {
          avisar('La conexión volvió. Si no ves la respuesta, escribe otra vez.');
        } else {
          callar();
        }
        fallos = 0;
        return leer(respuesta.body.getReader(), new TextDecoder(), '');
      })
      .catch(() => null)
      .then(reconectar);
  }

  function leer(lector, letras, resto) {
    return lector.read().then((trozo) => {
      if (trozo.done) return null;
      vigilar();
      const sucesos = (resto + letras.decode(trozo.value, { stream: true })).split('\n\n');
      const cola = sucesos.pop();
      sucesos.forEach((suceso) => {
        const dato = /^data: (.*)$/m.exec(suceso);
        if (dato) decir(JSON.parse(dato[1]));
      });
      return leer(lector, letras, cola);
    });
  }

  function reconectar() {
    clearTimeout(reloj);
    corte = null;
    if (saliendo) return;
    const espera = ESPERAS[Math.min(fallos, ESPERAS.length - 1)];
    fallos += 1;
    if (fallos > 1) avisar('Se cortó la conexión. Probamos otra vez en ' + espera + ' s.');
    reloj = setTimeout(conectar, espera * 1000);
  }

  window.addEventListener('online', () => { if (!corte) { clearTimeout(reloj); conectar(); } });
  window.addEventListener('offline', () => { if (corte) corte.abort(); });

  // ---- salir --------------------------------------------------------------

  function borrar() {
    saliendo = true;
    clearTimeout(reloj);
    if (corte) corte.abort();
    document.body.textContent = '';
    document.body.removeAttribute('data-charla');
  }

  function irse() {
    borrar();
    document.title = 'Listo';
    location.replace('/listo');
  }

  uno('salir').addEventListener('click', () => {
    mandar({ id: identificar(), texto: 'SALIR' }, true).catch(() => null);
    irse();
  });
  // Ir a otra página y volver con «atrás» no enseña lo que se habló.
  window.addEventListener('pagehide', borrar);
  window.addEventListener('pageshow', (suceso) => { if (suceso.persisted) location.reload(); });

  document.body.removeAttribute('data-charla');
  ['whatsapp', 'telegram'].forEach((cual) => {
    if (vistas[cual]) vistas[cual].append(crear('p', 'nota', 'Aquí se verá lo mismo que escribas y leas en el chat.'));
  });
  conectar();
})();
