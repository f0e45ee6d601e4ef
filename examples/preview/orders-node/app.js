// An order service's function: it calls another service, prints, and makes spans of its own.
// It runs with the tracer and without: what it needs of `dd-trace` is nothing where there is no tracer.
const http = require('node:http');
const { tracer, sendDistributionMetric } = require('./tracing');

const price = tracer.wrap('orders.price', { resource: 'price' }, (amount) => {
  tracer.scope().active()?.setTag('order.amount', amount);
  return amount * 2;
});

function fetch(url) {
  return new Promise((resolve, reject) => {
    http
      .get(url, (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve(text));
      })
      .on('error', reject);
  });
}

function recordAFailedRefund() {
  tracer.trace('orders.refund', (span) => {
    try {
      throw new TypeError('no such payment');
    } catch (error) {
      span?.setTag('error', error);
    }
  });
}

function placeOrder() {
  return tracer.trace('orders.place', { resource: 'place' }, (outer) => {
    outer?.setTag('order.id', '42');
    const total = tracer.trace('orders.check', () => price(21));
    recordAFailedRefund();
    tracer.trace('orders.audit', (audit) => audit?.setTag('error', true));
    return total;
  });
}

exports.handler = async (event) => {
  const root = tracer.scope().active();
  const total = placeOrder();
  root?.setTag('customer.tier', 'gold');
  sendDistributionMetric('orders.placed', 1, 'tier:gold');
  const answer = process.env.ECHO_URL ? await fetch(process.env.ECHO_URL) : 'no ECHO_URL';
  console.log('order placed');
  if (event?.fail) throw new RangeError('told to fail');
  return { statusCode: 200, body: `${total} ${answer}` };
};
