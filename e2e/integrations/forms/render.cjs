// Prints what a server would render.
const { createElement } = require('react');
const { renderToString } = require('react-dom/server');
const { SignIn } = require('./built/app/sign-in.js');

console.log(`<div id="root">${renderToString(createElement(SignIn))}</div>`);
