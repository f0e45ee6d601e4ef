// Plans and undoes every state machine that a folder of public templates and definitions has; asl-validator judges the results.
// node scripts/machines.cjs FOLDER (docs/end-to-end.md has the last figures)
require('./register.cjs');
require('../test/templates/machines.ts');
