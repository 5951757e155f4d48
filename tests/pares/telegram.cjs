'use strict';
// La Bot API de Telegram sobre telegram-test-api, con lo que a ese servidor le falta para que un
// bot de hoy hable con él: getMe entero, fechas en segundos, getUpdates que espera y respeta
// `offset`, webhook con secreto que insiste, ediciones que devuelven el mensaje y los errores de
// Telegram. Lo que un bot no usa aquí se contesta con 501.
const TelegramServer = require('telegram-test-api');
const express = require('express'); // el 4, como el suyo: así ve que el cuerpo ya está leído

const TEXTO = 4096;
const DATO = 64;
const TANDA = 100;
const INSISTENCIAS = 60;
const INSISTE_MS = 1000;
const VISTA_MS = 30_000;

const ahora = () => Math.floor(Date.now() / 1000);
const dormir = (ms) => new Promise((resolver) => { setTimeout(resolver, ms); });
// Los formularios llevan el JSON en una cadena.
const abrir = (valor) => (typeof valor === 'string' ? JSON.parse(valor) : valor);
const teclado = ({ reply_markup: marco }) => (abrir(marco) || {}).inline_keyboard || [];
const deQuien = (cambio) => {
  const { chat, from } = cambio.callbackQuery || cambio.message;
  return cambio.callbackQuery ? `toques de ${from.id}` : `mensajes de ${chat.id}`;
};

class Fallo extends Error {
  constructor(codigo, descripcion) {
    super(descripcion);
    this.codigo = codigo;
  }
}

TelegramServer.formatUpdate = ({ updateId, messageId, callbackId, ...cambio }) => {
  if (cambio.novedad) return { update_id: updateId, ...cambio.novedad };
  if (cambio.callbackQuery) {
    const { botToken, ...toque } = cambio.callbackQuery;
    return { update_id: updateId, callback_query: { id: String(callbackId), chat_instance: '1', ...toque } };
  }
  const { botToken, ...mensaje } = cambio.message;
  return { update_id: updateId, message: { ...mensaje, message_id: messageId } };
};

class Telegram extends TelegramServer {
  constructor() {
    super({ host: '127.0.0.1', storeTimeout: 3600 });
    this.cambios = 0; // cuántas veces cambió algo que se ve en un chat
    this.pedidos = {}; // qué clases de novedad pidió cada bot
    this.esperas = {}; // la última espera de getUpdates de cada bot
    this.colas = {}; // lo que va por webhook, en orden dentro de cada chat
    const suyo = this.webServer;
    this.webServer = express()
      .use(express.json({ limit: '2mb' }), express.urlencoded({ extended: true, limit: '2mb' }))
      .post('/novedad', (pedido, respuesta) => this.publicar(pedido.body, respuesta))
      .post('/chat', (pedido, respuesta) => this.mirar(pedido.body, respuesta))
      .all('/bot:token/:metodo', (pedido, respuesta) => this.atender(pedido, respuesta))
      .use(suyo);
    this.webServer.settings.env = 'test';
  }

  // Lo que telegram-test-api no sabe decir de una persona: {token, novedad: {edited_message: …}}.
  async publicar({ token, novedad }, respuesta) {
    const { chat } = novedad[Object.keys(novedad)[0]];
    await this.addUserUpdate({ ...this.getCommonFields(token), messageId: 0, message: { chat }, novedad });
    respuesta.json({ ok: true });
  }

  // Lo que se ve en un chat. Con `desde`, espera a que algo cambie después de esa cuenta.
  async mirar({ token, chat, desde }, respuesta) {
    const limite = Date.now() + VISTA_MS;
    while (desde !== undefined && this.cambios <= desde && Date.now() < limite) await dormir(20);
    const mensajes = this.getUpdatesHistory(token)
      .filter(({ message }) => message && Number(message.chat_id || message.chat.id) === chat)
      .filter(({ novedad }) => !novedad)
      .map(({ messageId, message }) => ({
        id: messageId, bot: 'chat_id' in message, texto: message.text || '', botones: teclado(message).flat(),
      }));
    respuesta.json({ cambios: this.cambios, mensajes });
  }

  async atender(pedido, respuesta) {
    const { token, metodo } = pedido.params;
    try {
      if (!/^\d+:[\w-]{35}$/.test(token)) throw new Fallo(401, 'Unauthorized');
      const result = await this.contestar(metodo, { ...pedido.query, ...pedido.body }, token, respuesta);
      respuesta.json({ ok: true, result });
    } catch (error) {
      const codigo = error.codigo || 500;
      respuesta.status(codigo).json({ ok: false, error_code: codigo, description: error.message });
    }
  }

  contestar(metodo, campos, token, respuesta) {
    switch (metodo) {
      case 'getMe': return this.bot(token);
      case 'getUpdates': return this.esperar(campos, token, respuesta);
      case 'setWebhook': return this.ponerWebhook(campos, token);
      case 'deleteWebhook': return this.ponerWebhook({ url: '' }, token);
      case 'getWebhookInfo': return this.decirWebhook(token);
      case 'sendMessage': return this.enviar(campos, token);
      case 'editMessageText': return this.corregir(campos, token);
      case 'editMessageReplyMarkup': return this.corregir(campos, token);
      case 'deleteMessage': return this.borrar(campos.chat_id, [campos.message_id]);
      case 'deleteMessages': return this.borrar(campos.chat_id, abrir(campos.message_ids));
      case 'answerCallbackQuery': return this.soltarBoton(campos, token);
      case 'leaveChat': return true;
      case 'getChatMember': return { user: { id: Number(campos.user_id), is_bot: false, first_name: 'Eva' }, status: 'left' };
      default: throw new Fallo(501, `${metodo}: este servidor de pruebas no lo conoce`);
    }
  }

  bot(token) {
    return {
      id: Number(token.split(':')[0]), is_bot: true, first_name: 'Rumbo', username: 'rumbo_de_prueba_bot',
      can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false,
    };
  }

  // El contrato de Telegram: lo que no confirma un `offset` posterior se vuelve a entregar, y solo
  // escucha uno a la vez.
  async esperar({ offset = 0, timeout = 0, limit = 100, allowed_updates: clases }, token, respuesta) {
    if (this.webhooks[token]) throw new Fallo(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
    if (clases) this.pedidos[token] = abrir(clases);
    const turno = (this.esperas[token] || 0) + 1;
    this.esperas[token] = turno;
    const mias = () => this.storage.userMessages.filter((una) => una.botToken === token && !una.isRead);
    for (const una of mias()) if (una.updateId < Number(offset)) una.isRead = true;
    const limite = Date.now() + Number(timeout) * 1000;
    while (!mias().length && Date.now() < limite && !respuesta.destroyed) {
      await dormir(20);
      if (this.esperas[token] !== turno) throw new Fallo(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running');
    }
    return mias().slice(0, Number(limit)).map(TelegramServer.formatUpdate);
  }

  ponerWebhook({ url, secret_token: secreto, allowed_updates: clases }, token) {
    if (url && !url.startsWith('https://')) throw new Fallo(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook');
    if (clases) this.pedidos[token] = abrir(clases);
    // Lo pendiente sigue pendiente: va a la dirección nueva.
    const { pendientes = 0 } = this.webhooks[token] || {};
    if (url) this.setWebhook({ url, secreto, pendientes }, token);
    else this.deleteWebhook(token);
    return true;
  }

  decirWebhook(token) {
    const { url = '', pendientes = 0, fallo } = this.webhooks[token] || {};
    return {
      url, has_custom_certificate: false, pending_update_count: pendientes, allowed_updates: this.pedidos[token],
      ...(fallo ? { last_error_date: ahora(), last_error_message: fallo } : {}),
    };
  }

  medir({ text = '', ...resto }) {
    if (!text.trim()) throw new Fallo(400, 'Bad Request: message text is empty');
    if ([...text].length > TEXTO) throw new Fallo(400, 'Bad Request: message is too long');
    const largo = ({ callback_data: dato }) => dato && Buffer.byteLength(dato) > DATO;
    if (teclado(resto).flat().some(largo)) throw new Fallo(400, 'Bad Request: BUTTON_DATA_INVALID');
  }

  enviar(campos, token) {
    this.medir(campos);
    const { message_id: id } = this.addBotMessage({ ...campos }, token);
    this.cambios += 1;
    return this.mensaje(campos, id, token);
  }

  corregir(campos, token) {
    const id = Number(campos.message_id);
    const puesto = this.storage.botMessages.find((uno) => uno.messageId === id && uno.botToken === token);
    if (!puesto) throw new Fallo(400, 'Bad Request: message to edit not found');
    const nuevo = { text: puesto.message.text, ...campos };
    this.medir(nuevo);
    const igual = nuevo.text === puesto.message.text
      && JSON.stringify(teclado(nuevo)) === JSON.stringify(teclado(puesto.message));
    if (igual) throw new Fallo(400, 'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message');
    this.editMessageText({ reply_markup: undefined, ...nuevo }); // sin botones nuevos, los viejos se van
    this.cambios += 1;
    return { ...this.mensaje(nuevo, id, token), edit_date: ahora() };
  }

  mensaje(campos, id, token) {
    const botones = teclado(campos);
    return {
      message_id: id, date: ahora(), from: this.bot(token), text: campos.text,
      chat: { id: Number(campos.chat_id), type: 'private', first_name: 'Ana' },
      ...(botones.length ? { reply_markup: { inline_keyboard: botones } } : {}),
    };
  }

  borrar(chat, ids) {
    if (ids.length > TANDA) throw new Fallo(400, 'Bad Request: too many message identifiers specified');
    for (const id of ids) this.deleteMessage(Number(chat), Number(id));
    this.cambios += 1;
    return true;
  }

  soltarBoton({ callback_query_id: id }, token) {
    const suyo = (uno) => uno.botToken === token && uno.callbackQuery && String(uno.callbackId) === id;
    if (!this.storage.userMessages.some(suyo)) throw new Fallo(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid');
    return true;
  }

  // Lo que dice una persona: por webhook si lo hay; si no, espera a getUpdates.
  async addUserUpdate(cambio) {
    const clase = Object.keys(TelegramServer.formatUpdate(cambio))[1];
    const pedidas = this.pedidos[cambio.botToken];
    if (pedidas && pedidas.length && !pedidas.includes(clase)) return;
    const webhook = this.webhooks[cambio.botToken];
    // Un toque no es un mensaje: con un número suyo se borraría en vez del que lo lleva.
    const messageId = cambio.callbackQuery ? 0 : cambio.messageId;
    this.storage.userMessages.push({ ...cambio, messageId, isRead: Boolean(webhook) });
    this.updateId += 1;
    this.cambios += 1;
    if (!webhook) return;
    webhook.pendientes += 1;
    const cola = `${cambio.botToken} ${deQuien(cambio)}`;
    const anterior = this.colas[cola] || Promise.resolve();
    this.colas[cola] = anterior.then(() => this.entregar(cambio));
  }

  // La misma novedad, hasta que el bot conteste 2xx; la siguiente del chat espera detrás.
  async entregar(cambio) {
    const body = JSON.stringify(TelegramServer.formatUpdate(cambio));
    const puesto = () => this.webhooks[cambio.botToken];
    for (let vez = 0; vez < INSISTENCIAS && puesto(); vez += 1) {
      const { url, secreto } = puesto();
      const headers = { 'Content-Type': 'application/json' };
      if (secreto) headers['X-Telegram-Bot-Api-Secret-Token'] = secreto;
      const estado = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(60_000) })
        .then(async (dicho) => { await dicho.text(); return dicho.status; }, (error) => error.message);
      if (estado >= 200 && estado < 300) break;
      if (puesto()) puesto().fallo = `Wrong response from the webhook: ${estado}`;
      await dormir(Math.min(50 * 2 ** vez, INSISTE_MS));
    }
    if (puesto()) puesto().pendientes -= 1;
  }
}

process.on('unhandledRejection', (error) => console.error(error.message));
new Telegram().start();
