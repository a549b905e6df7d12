"""Writes text.txt and cases.json (without ids); make_ids.js fills in the ids of the real library.

Each case is a tokenizer.json but for its model, which is one of two that are kept once.
"""
import collections, json, os, re

here = os.path.dirname(os.path.abspath(__file__))

TEXT = (
    "The quick brown fox can't jump; we've 1234567 reasons, I'LL say it's 3.14!\n"
    "\n\n  Indented   text\twith tabs\r\n\r\nand CRLF \n \n  end   \n"
    "don't DON'T Don\u2019t 'twas o'clock 's'S \u017ft x'\u017fy x'\u212Ay\n"
    "naive\u0301 na\u00efve cafe\u0301 \u212b \ufb01n \u00bd \u00b2 \u2167 \u0661\u0662\u0663\u0664 \uff11\uff12\n"
    "\u4f60\u597d\uff0c\u4e16\u754c\u3002 \u3053\u3093\u306b\u3061\u306f \uc548\ub155 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 \u0928\u092e\u0938\u094d\u0924\u0947\n"
    "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea e\u20dd \u200bzero\u00a0nbsp\u2003em\u3000wide\u180emvs\u0085nel\u2028ls\n"
    "for (int i=0;i<10;++i){a[i]+=b[i]*c;}  // ---- ==== <|user|> <|end|>  hi <sp>  there <Sp>x\n"
    "http://example.org/a?b=c&d=%20#e   trailing spaces   "
)

def learn(words, known, count):
    """Merges of byte pair encoding, the most frequent first."""
    words = collections.Counter(words)
    pieces = {w: list(w) for w in words}
    merges = []
    for _ in range(count):
        pairs = collections.Counter()
        for w, n in words.items():
            for pair in zip(pieces[w], pieces[w][1:]):
                if pair[0] in known and pair[1] in known:
                    pairs[pair] += n
        if not pairs:
            break
        (a, b), n = max(pairs.items(), key=lambda p: (p[1], p[0]))
        merges.append((a, b))
        known.add(a + b)
        for w, p in pieces.items():
            i = 0
            while i + 1 < len(p):
                if p[i] == a and p[i + 1] == b:
                    p[i:i + 2] = [a + b]
                else:
                    i += 1
    return merges

def byte_alphabet():
    printable = list(range(0x21, 0x7F)) + list(range(0xA1, 0xAD)) + list(range(0xAE, 0x100))
    table, n = {}, 0
    for b in range(256):
        if b in printable:
            table[b] = chr(b)
        else:
            table[b] = chr(256 + n)
            n += 1
    return table

sample = TEXT + " the then there can could would say says " * 3
alphabet = byte_alphabet()
visible = lambda s: ''.join(alphabet[b] for b in s.encode())
vocab = [alphabet[b] for b in range(256)]
merges = learn([visible(w) for w in re.findall(r' ?\w+|[^\w]+', sample)], set(vocab), 120)
bytes_model = {'vocab': {t: i for i, t in enumerate(vocab + [a + b for a, b in merges])},
               'merges': [f'{a} {b}' for a, b in merges]}
# A whole word that no merge leads to, for ignore_merges.
bytes_model['vocab'][visible(' example')] = len(bytes_model['vocab'])

vocab = ['<unk>', '<s>', '</s>'] + [f'<0x{b:02X}>' for b in range(256) if b != 0x99] + ['\u2581'] + [chr(c) for c in range(0x21, 0x7F)] + ['\u00e9']
merges = learn(['\u2581' + w for w in sample.split()], set(vocab), 100)
merges += learn(['\u2581' * n for n in (2, 4, 8)], set(vocab) | {'\u2581'}, 2)
pieces = {'vocab': {t: i for i, t in enumerate(dict.fromkeys(vocab + [a + b for a, b in merges]))},
          'merges': [[a, b] for a, b in merges]}

GPT4 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
O200K = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
         r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
         r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")
split = lambda regex, behavior='Isolated', invert=False: {'type': 'Split', 'pattern': {'Regex': regex}, 'behavior': behavior, 'invert': invert}
level = lambda regex=False, space=False: {'type': 'ByteLevel', 'add_prefix_space': space, 'trim_offsets': True, 'use_regex': regex}
sequence = lambda *parts: {'type': 'Sequence', 'pretokenizers': list(parts)}
template = lambda token, id: {'type': 'TemplateProcessing',
    'single': [{'SpecialToken': {'id': token, 'type_id': 0}}, {'Sequence': {'id': 'A', 'type_id': 0}}], 'pair': [],
    'special_tokens': {token: {'id': token, 'ids': [id], 'tokens': [token]}}}
def added(id, content, **flags):
    return {'id': id, 'content': content, 'single_word': False, 'lstrip': False, 'rstrip': False, 'normalized': False, 'special': True, **flags}
names = ['<|user|>', '<|end|>', '<|begin|>', '<|end']
def specials(first):  # the real library numbers them after the vocabulary, whatever a file says
    return [added(first + i, n) for i, n in enumerate(names)] + [added(first + len(names), '<sp>', lstrip=True, rstrip=True)]
in_bytes, in_pieces = len(bytes_model['vocab']), len(pieces['vocab'])
metaspace = lambda scheme, split: {'type': 'Metaspace', 'replacement': '\u2581', 'prepend_scheme': scheme, 'split': split}
prepend = {'type': 'Sequence', 'normalizers': [{'type': 'Prepend', 'prepend': '\u2581'},
           {'type': 'Replace', 'pattern': {'String': ' '}, 'content': '\u2581'}]}

cases = {
    'llama3': dict(model='bytes', ignore_merges=True, added_tokens=specials(in_bytes), pre_tokenizer=sequence(split(GPT4 % r'\p{N}{1,3}'), level()),
                   post_processor={'type': 'Sequence', 'processors': [{'type': 'ByteLevel', 'add_prefix_space': True, 'trim_offsets': False, 'use_regex': True}, template('<|begin|>', in_bytes + 2)]}),
    'qwen2': dict(model='bytes', added_tokens=specials(in_bytes), normalizer={'type': 'NFC'}, pre_tokenizer=sequence(split(GPT4 % r'\p{N}'), level()),
                  post_processor={'type': 'ByteLevel', 'add_prefix_space': False, 'trim_offsets': False, 'use_regex': False}),
    'o200k': dict(model='bytes', pre_tokenizer=sequence(split(O200K), level())),
    'gpt2': dict(model='bytes', added_tokens=[added(in_bytes, '<SP>', normalized=True, special=False), added(in_bytes + 1, 'fox', normalized=True, special=False)], pre_tokenizer=level(True, True)),
    'digits': dict(model='bytes', normalizer={'type': 'NFKC'}, pre_tokenizer=sequence({'type': 'Digits', 'individual_digits': True}, level(True))),
    'digit_runs': dict(model='bytes', normalizer={'type': 'NFD'}, pre_tokenizer=sequence({'type': 'Digits', 'individual_digits': False}, level())),
    'removed': dict(model='bytes', normalizer={'type': 'NFKD'}, pre_tokenizer=sequence(split(r'\s+', 'Removed'), level())),
    'inverted': dict(model='bytes', pre_tokenizer=sequence(split(r'\w+', 'Removed', True), level())),
    'with_previous': dict(model='bytes', pre_tokenizer=sequence({'type': 'Split', 'pattern': {'String': '.'}, 'behavior': 'MergedWithPrevious', 'invert': False}, split(' ', 'MergedWithPrevious'), level())),
    'with_next': dict(model='bytes', pre_tokenizer=sequence(split(' ', 'MergedWithNext'), level())),
    'contiguous': dict(model='bytes', pre_tokenizer=sequence(split(r'[\r\n ]', 'Contiguous'), level())),
    'llama2': dict(model='pieces', unk_token='<unk>', fuse_unk=True, byte_fallback=True, added_tokens=[added(1, '<s>'), added(in_pieces, '<|user|>', special=False)], normalizer=prepend, post_processor=template('<s>', 1)),
    'unknown': dict(model='pieces', unk_token='<unk>', added_tokens=specials(in_pieces), normalizer={'type': 'Replace', 'pattern': {'Regex': r'\s+'}, 'content': '\u2581'}),
    'fused': dict(model='pieces', unk_token='<unk>', fuse_unk=True, pre_tokenizer=metaspace('always', True)),
    'mistral': dict(model='pieces', unk_token='<unk>', fuse_unk=True, byte_fallback=True, added_tokens=specials(in_pieces), pre_tokenizer=metaspace('first', False), post_processor=template('<s>', 1)),
    'metaspace': dict(model='pieces', byte_fallback=True, added_tokens=specials(in_pieces), pre_tokenizer=metaspace('never', True)),
}
open(here + '/text.txt', 'w', newline='').write(TEXT)
json.dump({'models': {'bytes': bytes_model, 'pieces': pieces}, 'cases': cases}, open(here + '/cases.json', 'w'), indent=None, separators=(',', ':'))
