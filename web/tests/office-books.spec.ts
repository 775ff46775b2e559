import { expect, test } from './office';

test('the journal shows the entry of a sale', async ({ office, server, elsewhere }) => {
  const kettle = await server.article({ name: 'Enamel Kettle', price: 3600, cost: 1500 });
  await office.open('/books');
  const { id, number } = await elsewhere.sell(kettle);
  await expect(office.row(number!)).toContainText('Sale');

  await office.open(`/books?entry=${id}`);
  const [head, ...postings] = await office.journal();
  expect(head![0]).toContain(number!);
  expect(postings).toEqual([
    ['1000Cash in drawers', '£36.00', ''],
    ['4000Sales – Standard rate', '', '£30.00'],
    ['2200VAT payable', '', '£6.00'],
    ['5000Cost of goods sold', '£15.00', ''],
    ['1400Inventory', '', '£15.00'],
  ]);
});

test('the journal of a period is downloaded as a file for a spreadsheet and for hledger', async ({
  office,
  server,
  elsewhere,
}) => {
  const kettle = await server.article({ name: 'Enamel Kettle', price: 3600, cost: 1500 });
  const { number } = await elsewhere.sell(kettle);
  await office.open('/books');
  await office.choosePeriod('Today');
  const csv = await office.download('Download', 'Rows for a spreadsheet (CSV)');
  expect(csv.name).toMatch(/^journal-(\d{4}-\d\d-\d\d)-\1\.csv$/);
  const row = csv.text.split('\r\n').find((line) => line.includes(`${number!},`));
  expect(row).toContain('Cash in drawers,36.00,,GBP');
  const journal = await office.download('Download', 'Journal for hledger');
  expect(journal.name).toMatch(/\.journal$/);
  expect(journal.text).toContain(`* (${number!}) Sale`);
  expect(journal.text).toContain('* Closing balances');
});
