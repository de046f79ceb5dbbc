// A tour of the API with the TypeScript SDK. It prints what it saw as JSON, in the form of tests/wire/test_tours.py.

import Anthropic, * as sdk from '@anthropic-ai/sdk';

const { baseURL, params, tools, requests, errors: steps } = JSON.parse(process.argv[2]);
const client = new Anthropic({ apiKey: 'any', baseURL, maxRetries: 0 });

/** The name of what a call throws. */
async function thrown(call) {
  try {
    await call();
  } catch (error) {
    return error.constructor.name;
  }
  return 'nothing';
}

async function message() {
  const { data, request_id } = await client.messages.create(params).withResponse();
  return { text: data.content[0].text, stop: data.stop_reason, id: request_id !== null && data._request_id === request_id };
}

async function stream() {
  const texts = [];
  const streaming = client.messages.stream(params).on('text', (text) => texts.push(text));
  const final = await streaming.finalMessage();
  const kinds = final.content.map((block) => block.type);
  return { texts, kinds, text: await streaming.finalText(), stop: final.stop_reason };
}

async function tool() {
  const asked = await client.messages.create({ ...params, tools });
  const call = asked.content.find((block) => block.type === 'tool_use');
  const result = { type: 'tool_result', tool_use_id: call.id, content: '4 degrees' };
  const messages = [
    ...params.messages,
    { role: 'assistant', content: asked.content },
    { role: 'user', content: [result] },
  ];
  const answered = await client.messages.create({ ...params, tools, messages });
  return { name: call.name, input: call.input, stop: asked.stop_reason, answer: answered.content[0].text };
}

async function errors() {
  const found = {};
  for (const step of steps) found[step] = await thrown(() => client.messages.create(params));
  return found;
}

async function broken() {
  return {
    refused: await thrown(() => client.messages.create(params)),
    silent: await thrown(() => client.messages.create(params, { timeout: 300 })),
    error: await thrown(() => client.messages.stream(params).finalMessage()),
  };
}

async function batch() {
  const created = await client.messages.batches.create({ requests });
  const states = [];
  while (states.at(-1) !== 'ended') {
    states.push((await client.messages.batches.retrieve(created.id)).processing_status);
  }
  const results = {};
  for await (const line of await client.messages.batches.results(created.id)) {
    results[line.custom_id] = line.result.type;
  }
  const listed = [];
  for await (const each of client.messages.batches.list()) listed.push(each.id === created.id);
  const deleted = await client.messages.batches.delete(created.id);
  return { states, results, listed, deleted: deleted.type };
}

/** The error classes for statuses that this SDK has. */
function classes() {
  const other = ['APIUserAbortError', 'APIConnectionError', 'APIConnectionTimeoutError'];
  return Object.keys(sdk).filter((name) => sdk[name]?.prototype instanceof sdk.APIError && !other.includes(name));
}

const seen = {};
for (const step of [message, stream, tool, errors, broken, batch]) seen[step.name] = await step();
console.log(JSON.stringify({ ...seen, classes: classes() }));
