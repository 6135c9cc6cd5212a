/** Nothing is measured before the servers are seen to answer the same. */

/** @throws Error unless both servers answer this workload with the same bytes of `data`. */
export async function checkSameAnswers(workload, switchyard, floor) {
  const ours = await answerOf(switchyard.url, workload.requestOf(switchyard));
  const theirs = await answerOf(floor.url, workload.requestOf(floor));
  const [a, b] = workload.isWrite ? [ours, theirs].map(withoutChance) : [ours, theirs];
  if (a !== b)
    throw new Error(
      `${workload.name}: the servers answer differently:\n${a.slice(0, 600)}\n${b.slice(0, 600)}`,
    );
  return Buffer.byteLength(ours);
}

async function answerOf(url, { body, bodies, headers, path, mark, alternate }) {
  let text = bodies?.[0] ?? body;
  if (alternate) text = text.replace(`"${mark}"`, `"${alternate[0]}"`);
  const response = await fetch(url + path, {
    method: text ? 'POST' : 'GET',
    headers: { ...headers, ...(text && { 'content-type': 'application/json' }) },
    body: text,
  });
  const { data, errors } = JSON.parse(await response.text());
  if (errors) throw new Error(JSON.stringify(errors));
  return JSON.stringify(data);
}

/** Ids, moments and digests of what is made anew differ, but not in length. */
function withoutChance(json) {
  return json
    .replace(/"(ver|act|chn|ch)_[0-9a-f]{32}"/g, '"id"')
    .replace(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"time"')
    .replace(/"sha256:[0-9a-f]{64}"/g, '"digest"');
}
