// Tables as an Excel workbook, without a library: SpreadsheetML in a zip archive without compression
// (ECMA-376 part 1, sections 18.3 and 18.2; PKWARE APPNOTE 4.3). Texts are inline strings, which Excel never takes
// for formulas.
"use strict";
const xlsx = (() => {
  const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
  const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml";
  const WIDEST = 60, NARROWEST = 8;

  const escaped = (text) =>
    text
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd") // not allowed in XML
      .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");

  const cell = (text, isNumber) => {
    if (text === "") return "<c/>";
    if (isNumber && /^-?\d+(\.\d+)?$/.test(text)) return `<c><v>${text}</v></c>`;
    return `<c t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
  };

  // A, B … Z, AA: the name of a column counted from 0.
  const letters = (index) => (index < 26 ? "" : letters(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));
  const area = ({ columns, rows }) => `A1:${letters(columns.length - 1)}${rows.length + 1}`;

  // In characters of the standard font; a Chinese character takes two.
  const width = (texts) => {
    const longest = Math.max(...texts.map((text) => text.length + (text.match(/[\u2e80-\uffef]/g) || []).length));
    return Math.min(Math.max(longest + 2, NARROWEST), WIDEST);
  };

  const sheet = ({ columns, rows, numbers = [] }) => {
    const isNumber = columns.map((name) => numbers.includes(name));
    const lines = [columns.map((name) => cell(name, false)).join("")];
    for (const row of rows) lines.push(row.map((text, index) => cell(text, isNumber[index])).join(""));
    const widths = columns.map((name, index) => `<col min="${index + 1}" max="${index + 1}" width="${width([name, ...rows.slice(0, 200).map((row) => row[index])])}" customWidth="1"/>`);
    return (
      `${XML}<worksheet xmlns="${MAIN}"><dimension ref="${area({ columns, rows })}"/>` +
      '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
      `<cols>${widths.join("")}</cols><sheetData><row>${lines.join("</row><row>")}</row></sheetData>` +
      `<autoFilter ref="${area({ columns, rows })}"/></worksheet>`
    );
  };

  const CRC = Uint32Array.from({ length: 256 }, (_, value) => {
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
  const crc32 = (bytes) => {
    let crc = 0xffffffff;
    for (const byte of bytes) crc = CRC[(crc ^ byte) & 0xff] ^ (crc >>> 8);
    return (crc ^ 0xffffffff) >>> 0;
  };

  const numbersAsBytes = (...pairs) => {
    const bytes = [];
    for (const [value, size] of pairs) for (let i = 0; i < size; i++) bytes.push((value >>> (8 * i)) & 0xff);
    return Uint8Array.from(bytes);
  };

  const zip = (files) => {
    const parts = [], directory = [];
    let offset = 0;
    for (const [path, text] of files) {
      const name = new TextEncoder().encode(path), bytes = new TextEncoder().encode(text);
      // version, UTF-8 names, stored, 1980-01-01 00:00, checksum, sizes, length of the name, no extra field
      const header = [[20, 2], [0x0800, 2], [0, 2], [0, 2], [0x21, 2], [crc32(bytes), 4], [bytes.length, 4], [bytes.length, 4], [name.length, 2], [0, 2]];
      const local = numbersAsBytes([0x04034b50, 4], ...header);
      directory.push(numbersAsBytes([0x02014b50, 4], [20, 2], ...header, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]), name);
      parts.push(local, name, bytes);
      offset += local.length + name.length + bytes.length;
    }
    const size = directory.reduce((sum, part) => sum + part.length, 0);
    const end = numbersAsBytes([0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [offset, 4], [0, 2]);
    return new Blob([...parts, ...directory, end], { type: `${TYPES}.sheet` });
  };

  // Each sheet: { name, columns, rows, numbers }: names, arrays of texts, and the columns that hold numbers.
  const workbook = (sheets) => {
    const each = (make) => sheets.map((one, index) => make(one, index + 1)).join("");
    return zip([
      ["[Content_Types].xml", `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/>${each((_, n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${TYPES}.worksheet+xml"/>`)}</Types>`],
      ["_rels/.rels", `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`],
      // The filter of a sheet is a hidden name too, without which some programs take the file for damaged.
      ["xl/workbook.xml", `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each(({ name }, n) => `<sheet name="${escaped(name)}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets><definedNames>${each((one, n) => `<definedName name="_xlnm._FilterDatabase" localSheetId="${n - 1}" hidden="1">'${escaped(one.name)}'!${area(one).replace(/([A-Z]+)(\d+)/g, "$$$1$$$2")}</definedName>`)}</definedNames></workbook>`],
      ["xl/_rels/workbook.xml.rels", `${XML}<Relationships xmlns="${PACKAGE}/relationships">${each((_, n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}</Relationships>`],
      ...sheets.map((one, index) => [`xl/worksheets/sheet${index + 1}.xml`, sheet(one)]),
    ]);
  };

  return { workbook };
})();
