'use strict';
// Search, filters and sorting for the muster lists. Without it the page reads the same.
(function () {
  function element(name, attributes, parent) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (parent) parent.appendChild(made);
    return made;
  }

  function key(row, column) {
    var cell = row.cells[column];
    return cell.dataset.s || cell.textContent.trim();
  }

  function compare(a, b) {
    var x = a.replace(/,/g, ''), y = b.replace(/,/g, '');
    if (x !== '' && y !== '' && !isNaN(x) && !isNaN(y)) return x - y;
    if (isNaN(x) !== isNaN(y)) return isNaN(x) ? 1 : -1;
    return a.localeCompare(b, 'en', {numeric: true});
  }

  function makeSortable(table) {
    var heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach(function (head, column) {
      var name = head.textContent;
      var button = element('button', {type: 'button', 'class': 'sort', 'aria-label': 'Sort by ' + name}, head);
      button.textContent = '\u2195';
      button.addEventListener('click', function () {
        var down = head.getAttribute('aria-sort') === 'ascending';
        var rows = Array.from(table.tBodies[0].rows);
        heads.forEach(function (other) {
          other.removeAttribute('aria-sort');
          other.querySelector('button').textContent = '\u2195';
        });
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        button.textContent = down ? '\u2193' : '\u2191';
        rows.sort(function (a, b) {
          var order = compare(key(a, column), key(b, column));
          return down ? -order : order;
        });
        rows.forEach(function (row) { table.tBodies[0].appendChild(row); });
      });
    });
  }

  // A select over the values of a column; it is left out where there is nothing to choose.
  function makeSelect(bar, rows, column, name) {
    var values = [];
    rows.forEach(function (row) {
      var text = valueOf(row, column);
      if (values.indexOf(text) < 0) values.push(text);
    });
    if (values.length < 2) return null;
    values.sort(compare);
    var label = element('label', {}, bar);
    label.textContent = name + ' ';
    var select = element('select', {}, label);
    element('option', {value: ''}, select).textContent = 'all';
    values.forEach(function (text) {
      element('option', {value: '=' + text}, select).textContent = text;
    });
    return select;
  }

  function valueOf(row, column) {
    var cell = row.cells[column].cloneNode(true);
    cell.querySelectorAll('[aria-hidden]').forEach(function (mark) { mark.remove(); });
    return cell.textContent.trim();
  }

  function makeFilters(table) {
    var rows = Array.from(table.tBodies[0].rows);
    if (rows.length < 4) return;
    var bar = element('div', {'class': 'filters', role: 'search'});
    table.parentNode.insertBefore(bar, table);
    var label = element('label', {}, bar);
    label.textContent = 'Search ';
    var search = element('input', {type: 'search'}, label);
    var selects = [[1, 'Tier'], [2, 'Verdict'], [6, 'Team']].map(function (pair) {
      return [pair[0], makeSelect(bar, rows, pair[0], pair[1])];
    }).filter(function (pair) { return pair[1]; });
    var output = element('output', {'aria-live': 'polite'}, bar);
    function apply() {
      var word = search.value.trim().toLowerCase(), shown = 0;
      rows.forEach(function (row) {
        var fits = row.textContent.toLowerCase().indexOf(word) >= 0;
        selects.forEach(function (pair) {
          if (pair[1].value && '=' + valueOf(row, pair[0]) !== pair[1].value) fits = false;
        });
        row.hidden = !fits;
        shown += fits;
      });
      output.textContent = shown + ' of ' + rows.length + ' stacks';
    }
    bar.addEventListener('input', apply);
    apply();
  }

  document.querySelectorAll('table.muster').forEach(function (table) {
    makeSortable(table);
    makeFilters(table);
  });
}());
