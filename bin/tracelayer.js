#!/usr/bin/env node
// The program is a bundle: the package has no other dependencies at run time.
require('../dist/cli/main.js');
