"""Expected values of evaluate_test.cpp, in F64 and with nothing but numpy.

reference.py CLI SAMPLE   CLI: the built quince-cli; SAMPLE: resources/sample/Quince-Sample

For each case of cases.json it makes a checkpoint of random weights (or takes the sample), lets CLI
quantize it, runs both over the first tokens of text.txt (tokens are bytes), and writes
expected.json. The models are written down here once more, from transformers' definitions.
"""
import json, os, shutil, struct, subprocess, sys, tempfile
import numpy as np

def load(folder):
    out={}
    for fn in sorted(os.listdir(folder)):
        if not fn.endswith('.safetensors'): continue
        f=open(folder+'/'+fn,'rb'); n=struct.unpack('<Q',f.read(8))[0]; h=json.loads(f.read(n)); base=8+n
        for k,v in h.items():
            if k=='__metadata__': continue
            a,b=v['data_offsets']; f.seek(base+a); raw=f.read(b-a); d=v['dtype']
            if d=='BF16': x=(np.frombuffer(raw,np.uint16).astype(np.uint32)<<16).view(np.float32)
            elif d=='F16': x=np.frombuffer(raw,np.float16).astype(np.float32)
            elif d=='F32': x=np.frombuffer(raw,np.float32)
            elif d=='U8': x=np.frombuffer(raw,np.uint8)
            else: x=np.frombuffer(raw,np.uint32)
            out[k]=x.reshape(v['shape'])
    cfg=json.load(open(folder+'/config.json'))
    q=cfg.get('quantization')
    res={}
    for k,v in out.items():
        if k.endswith('.scales') or k.endswith('.biases'): continue
        p=k[:-7]
        if p+'.scales' in out:
            spec=q.get(p,q); bits,g=spec['bits'],spec['group_size']
            rows=v.shape[0]; bits_=np.unpackbits(v.view(np.uint8).reshape(rows,-1),axis=1,bitorder='little')
            codes=bits_.reshape(rows,-1,bits)@(1<<np.arange(bits))
            s=out[p+'.scales'];mode=spec.get('mode','affine')
            if mode=='affine': v=codes.astype(np.float32)*np.repeat(s,g,1)+np.repeat(out[p+'.biases'],g,1)
            else:
                e2m1=np.array([0,.5,1,1.5,2,3,4,6]);sub=np.arange(256)&127
                e4m3=np.where(sub<8,sub/8*2.0**-6,(1+(sub&7)/8)*2.0**((sub>>3)-7.0))*np.where(np.arange(256)<128,1,-1)
                w=np.where(codes<8,1,-1)*e2m1[codes&7] if bits==4 else e4m3[codes]
                v=w*np.repeat(e4m3[s] if mode=='nvfp4' else 2.0**(s.astype(np.float64)-127),g,1)
        res[k]=v.astype(np.float64)
    return cfg,res
def freqs(cfg,hd):
    sc=cfg.get('rope_scaling') or cfg.get('rope_parameters') or {}
    th=cfg.get('rope_theta',sc.get('rope_theta',10000.0)); f=th**(-np.arange(0,hd,2)/hd); kind=sc.get('rope_type',sc.get('type','default')); att=1.0
    if kind=='linear': f=f/sc['factor']
    if kind=='llama3':
        L=sc['original_max_position_embeddings'];lo,hi=sc['low_freq_factor'],sc['high_freq_factor']; w=2*np.pi/f
        smooth=(L/w-lo)/(hi-lo); mid=(1-smooth)*f/sc['factor']+smooth*f
        f=np.where(w<L/hi,f,np.where(w>L/lo,f/sc['factor'],mid))
    if kind=='yarn':
        fac=sc['factor'];L=sc['original_max_position_embeddings']
        dim=lambda r: hd*np.log(L/(r*2*np.pi))/(2*np.log(th))
        lo=max(np.floor(dim(sc.get('beta_fast',32))),0);hi=min(np.ceil(dim(sc.get('beta_slow',1))),hd-1)
        if lo==hi: hi+=.001
        ramp=np.clip((np.arange(hd//2)-lo)/(hi-lo),0,1)
        f=(f/fac)*ramp+f*(1-ramp); att=sc.get('attention_factor') or (0.1*np.log(fac)+1.0)
    return f,att
def windows_of(cfg):
    n=cfg['num_hidden_layers'];t=cfg['model_type'];w=cfg.get('sliding_window');lt=cfg.get('layer_types')
    if not w or (t.startswith('qwen') and not cfg.get('use_sliding_window')) or (t=='llama' and not lt): return [0]*n
    if lt: return [w if x=='sliding_attention' else 0 for x in lt]
    first=cfg.get('max_window_layers',28) if t.startswith('qwen') else 0
    return [w if i>=first else 0 for i in range(n)]
def logits(cfg,W,ids,squares=None):
    H=cfg['num_attention_heads'];KH=cfg.get('num_key_value_heads') or H;D=cfg['hidden_size']
    hd=(cfg.get('head_dim') if cfg['model_type']!='qwen2' else None) or D//H;eps=cfg['rms_norm_eps']
    norm=lambda x,w: x/np.sqrt((x*x).mean(-1,keepdims=True)+eps)*w
    def lin(x,p):
        if squares is not None: squares[p]=squares.get(p,0)+(x*x).sum(0)
        y=x@W[p+'.weight'].T
        return y+W[p+'.bias'] if p+'.bias' in W else y
    f,att=freqs(cfg,hd);T=len(ids);ang=np.arange(T)[:,None]*f;c,s=np.cos(ang)*att,np.sin(ang)*att
    def rope(x):
        a,b=x[...,:hd//2],x[...,hd//2:]
        return np.concatenate([a*c[:,None]-b*s[:,None],a*s[:,None]+b*c[:,None]],-1)
    x=W['model.embed_tokens.weight'][ids]
    for l,win in enumerate(windows_of(cfg)):
        p=f'model.layers.{l}.';n=norm(x,W[p+'input_layernorm.weight'])
        q=lin(n,p+'self_attn.q_proj').reshape(T,H,hd);k=lin(n,p+'self_attn.k_proj').reshape(T,KH,hd);v=lin(n,p+'self_attn.v_proj').reshape(T,KH,hd)
        if p+'self_attn.q_norm.weight' in W: q=norm(q,W[p+'self_attn.q_norm.weight']);k=norm(k,W[p+'self_attn.k_norm.weight'])
        q,k=rope(q),rope(k);k=np.repeat(k,H//KH,1);v=np.repeat(v,H//KH,1)
        sc=np.einsum('ihd,jhd->hij',q,k)/np.sqrt(hd);i,j=np.indices((T,T));mask=(j>i)|((i-j>=win) if win else False)
        sc=np.where(mask,-np.inf,sc);sc-=sc.max(-1,keepdims=True);pr=np.exp(sc);pr/=pr.sum(-1,keepdims=True)
        x=x+lin(np.einsum('hij,jhd->ihd',pr,v).reshape(T,-1),p+'self_attn.o_proj')
        n=norm(x,W[p+'post_attention_layernorm.weight']);g=lin(n,p+'mlp.gate_proj');x=x+lin(g/(1+np.exp(-g))*lin(n,p+'mlp.up_proj'),p+'mlp.down_proj')
    x=norm(x,W['model.norm.weight'])
    if squares is not None: squares['lm_head']=squares.get('lm_head',0)+(x*x).sum(0)
    return x@W['lm_head.weight' if 'lm_head.weight' in W else 'model.embed_tokens.weight'].T
def logsm(z): m=z.max(-1,keepdims=True);return z-m-np.log(np.exp(z-m).sum(-1,keepdims=True))
def evaluate(res,src,ids,ctx,prefix=[],squares=None):
    R=load(res);S=load(src) if src else None;loss=[];sl=[];kl=[];top=[]
    share=ctx-len(prefix)
    for b in range(0,len(ids),share):
        w=np.array(list(prefix)+list(ids[b:b+share]))
        if len(w)<2: break
        a=logsm(logits(*R,w,None if S else squares))[:-1];loss+=list(-a[np.arange(len(w)-1),w[1:]])
        if S:
            z=logsm(logits(*S,w,squares))[:-1];sl+=list(-z[np.arange(len(w)-1),w[1:]]);kl+=list((np.exp(z)*(z-a)).sum(-1));top+=list(z.argmax(-1)==a.argmax(-1))
    n=len(loss);out={'predicted':n,'perplexity':float(np.exp(np.mean(loss))),'error':float(np.exp(np.mean(loss))*np.std(loss,ddof=1)/np.sqrt(n))}
    if S: out.update(source=float(np.exp(np.mean(sl))),kl=float(np.mean(kl)),kl_error=float(np.std(kl,ddof=1)/np.sqrt(n)),kl99=float(np.sort(kl)[int(np.ceil(.99*n))-1]),klmax=float(np.max(kl)),top=float(np.mean(top)))
    return out

M = 2**64 - 1

def values(name, shape):
    """As tests/support/fill_spec.cpp makes them, seed 1."""
    h = 0xCBF29CE484222325
    for c in name.encode():
        h = ((h ^ c) * 0x100000001B3) & M
    base = h ^ 0x9E3779B97F4A7C15
    with np.errstate(over='ignore'):
        z = np.uint64(base) + np.arange(1, int(np.prod(shape)) + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (((z >> np.uint64(40)).astype(np.int64) - 2**23).astype(np.float64) * 2.0**-27).astype(np.float32).reshape(shape)

def tensors(c):
    """Names, shapes, and the scale and offset that make of values() weights like real ones."""
    D, I, V = c['hidden_size'], c['intermediate_size'], c['vocab_size']
    H = c['num_attention_heads']; K = c.get('num_key_value_heads') or H; hd = c.get('head_dim') or D // H
    qwen2 = c['model_type'] == 'qwen2'
    in_bias = qwen2 or c.get('attention_bias'); out_bias = not qwen2 and c.get('attention_bias'); mlp_bias = c.get('mlp_bias')
    out = {'model.embed_tokens.weight': ([V, D], 16, 0), 'model.norm.weight': ([D], 8, 1)}
    def linear(p, rows, columns, bias):
        out[p + '.weight'] = ([rows, columns], 4, 0)
        if bias:
            out[p + '.bias'] = ([rows], 8, 0)
    for l in range(c['num_hidden_layers']):
        p = f'model.layers.{l}.'
        for n in ('input_layernorm', 'post_attention_layernorm'):
            out[p + n + '.weight'] = ([D], 8, 1)
        for n, rows in (('q', H), ('k', K), ('v', K)):
            linear(p + f'self_attn.{n}_proj', rows * hd, D, in_bias)
        linear(p + 'self_attn.o_proj', D, H * hd, out_bias)
        if c['model_type'] == 'qwen3':
            for n in ('q', 'k'):
                out[p + f'self_attn.{n}_norm.weight'] = ([hd], 8, 1)
        for n, rows, columns in (('gate', I, D), ('up', I, D), ('down', D, I)):
            linear(p + f'mlp.{n}_proj', rows, columns, mlp_bias)
    if not c['tie_word_embeddings']:
        linear('lm_head', V, D, False)
    return out

def write(config, folder):
    os.makedirs(folder)
    json.dump(config, open(folder + '/config.json', 'w'))
    header, data, at = {'__metadata__': {'format': 'pt'}}, b'', 0
    for name, (shape, scale, offset) in tensors(config).items():
        raw = (values(name, shape) * np.float32(scale) + np.float32(offset)).tobytes()
        header[name] = {'dtype': 'F32', 'shape': shape, 'data_offsets': [at, at + len(raw)]}
        at += len(raw); data += raw
    text = json.dumps(header).encode()
    open(folder + '/model.safetensors', 'wb').write(struct.pack('<Q', len(text)) + text + data)

if __name__ == '__main__':
    cli, sample = sys.argv[1:]
    here = os.path.dirname(os.path.abspath(__file__))
    text = open(here + '/text.txt', 'rb').read()
    expected = {}
    for name, case in json.load(open(here + '/cases.json')).items():
        folder = tempfile.mkdtemp()
        source = sample
        if 'config' in case:
            source = folder + '/source'
            write(case['config'], source)
        result = folder + '/result'
        subprocess.run([cli, 'convert', source, '--mlx-path', result, '-q', '--method', 'mlx',
                        '--q-mode', case.get('mode', 'affine'), '--q-bits', str(case['bits']),
                        '--q-group-size', str(case['group_size'])], check=True, capture_output=True)
        squares = {}
        ids = list(text[:case['tokens']])
        expected[name] = evaluate(result, source, ids, case['context'], squares=squares)
        expected[name]['importance'] = {p: [float(s[0] / case['tokens']), float(s[-1] / case['tokens'])] for p, s in squares.items()}
        shutil.rmtree(folder)
    json.dump(expected, open(here + '/expected.json', 'w'), indent=1)
