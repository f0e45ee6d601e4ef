const { get } = require('node:http');

/** A function that calls another service. */
exports.handler = () =>
  new Promise((resolve, reject) => {
    get(process.env.ECHO_URL, (response) => {
      let answer = '';
      response.on('data', (chunk) => {
        answer += chunk;
      });
      response.on('end', () => resolve({ answer }));
    }).on('error', reject);
  });
