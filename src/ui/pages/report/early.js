(()=>{const f=document.getElementById("laporan"),a=document.querySelector("meta[name=akun]").content,k="ketik:"+location.pathname,s=sessionStorage;let m={};
try{m=JSON.parse(s.getItem(k))[a]||{}}catch{}
for(const n in m){const e=f.elements[n];if(e&&e.type!="file"&&e.type!="hidden"){if(e.type=="checkbox")e.checked=!!m[n];else e.value=m[n]}}
f.addEventListener("input",({target:t})=>{if(f.dataset.live!=null||!t.name||t.type=="file")return;m[t.name]=t.type=="checkbox"?t.checked:t.value;try{s.setItem(k,JSON.stringify({[a]:m}))}catch{}});
f.addEventListener("submit",()=>{try{s.removeItem(k)}catch{}})})()
