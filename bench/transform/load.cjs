// Loads the macro's handler once, as Lambda does at a cold start.
const began = process.hrtime.bigint();
require('../../dist/macro/datadog/index.js');
console.log(JSON.stringify({ ms: Number(process.hrtime.bigint() - began) / 1e6 }));
