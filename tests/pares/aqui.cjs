'use strict';
// Se carga antes que cualquier par (node -r ./aqui.cjs …): emulate escucha en todas las redes y
// ninguno de ellos elige un puerto libre. Aquí escucha cada uno solo en esta máquina, dice en qué
// puerto, y se va con quien lo abrió.
const { Server } = require('net');

const { listen } = Server.prototype;
Server.prototype.listen = function escuchar(...argumentos) {
  this.once('listening', () => process.stdout.write(`\nLISTO ${this.address().port}\n`));
  const alEmpezar = argumentos.filter((uno) => typeof uno === 'function');
  return listen.call(this, { port: 0, host: '127.0.0.1' }, ...alEmpezar);
};

process.stdin.resume().on('end', () => process.exit(0));

// Lo que va a la dirección pública entra por la fachada, como en producción por el proxy que
// lleva el TLS. La firma de Twilio sigue siendo la de la dirección pública.
const { PUBLICA, FACHADA } = process.env;
if (PUBLICA) {
  const { fetch } = globalThis;
  globalThis.fetch = (url, ...resto) => fetch(String(url).replace(PUBLICA, FACHADA), ...resto);
}
