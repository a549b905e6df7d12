// Fills in the ids that the real library gives: tokenizers 0.22.2, by way of the npm package
// @anush008/tokenizers 0.6.0. Run after make_cases.py, where that package is installed:
//   NODE_PATH=.../node_modules node make_ids.js
const fs = require('fs');
const path = require('path');
const { Tokenizer } = require('@anush008/tokenizers');

const file = path.join(__dirname, 'cases.json');
const all = JSON.parse(fs.readFileSync(file));
const text = fs.readFileSync(path.join(__dirname, 'text.txt'), 'utf8');

async function fill() {
    for (const [name, given] of Object.entries(all.cases)) {
        const model = { type: 'BPE', dropout: null, unk_token: given.unk_token || null,
            continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: !!given.fuse_unk,
            byte_fallback: !!given.byte_fallback, ignore_merges: !!given.ignore_merges, ...all.models[given.model] };
        const tokenizer = Tokenizer.fromString(JSON.stringify({ version: '1.0', truncation: null, padding: null,
            added_tokens: given.added_tokens || [], normalizer: given.normalizer || null,
            pre_tokenizer: given.pre_tokenizer || null, post_processor: given.post_processor || null,
            decoder: null, model }));
        const plain = (await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds();
        const whole = (await tokenizer.encode(text, null, { addSpecialTokens: true })).getIds();
        given.ids = Array.from(plain);
        given.prefix = Array.from(whole).slice(0, whole.length - plain.length);
        console.log(name, plain.length, given.prefix);
    }
    fs.writeFileSync(file, JSON.stringify(all).replace(/("[a-z0-9_]+":\{"model")/g, '\n$1') + '\n');
}
fill();
