# tilskudd.bash - completion for bash. Made by 'tilskudd pages bash'.
# shellcheck shell=bash disable=SC2207
_tilskudd()
{
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local names='' words='' place=$COMP_CWORD kind=words
    [ "$current" != = ] || current=''
    [ "$before" != = ] || before=${COMP_WORDS[COMP_CWORD - 2]}
    case "${COMP_WORDS[1]} $before" in
    'ledger --year') kind=nothing ;;
    'ledger --mode') words='test live' ;;
    'ledger --paid') kind=files ;;
    'ledger --municipalities') kind=files ;;
    'ledger --authority') kind=files ;;
    'ledger --signers') kind=files ;;
    'ledger --ca') kind=files ;;
    'ledger --log-key') kind=files ;;
    'ledger --pseudonym-key') kind=files ;;
    'ledger --key') kind=files ;;
    'ledger --cert') kind=files ;;
    'ledger --pass-fd') kind=nothing ;;
    'ledger --time') kind=nothing ;;
    'ledger --witness') kind=files ;;
    'ledger --openssl-conf') kind=files ;;
    'ledger '*) names='--year --mode --nothing-paid --paid --municipalities --yes --authority --signers --ca --log-key --pseudonym-key --key --cert --pass-fd --time --witness --openssl-conf --help --version' words='open show check' place=2 ;;
    'run --year') kind=nothing ;;
    'run --quarter') kind=nothing ;;
    'run --register') kind=files ;;
    'run --payees') kind=files ;;
    'run --ledger') kind=folders ;;
    'run --out') kind=folders ;;
    'run --rules') kind=folders ;;
    'run --municipalities') kind=files ;;
    'run --config') kind=files ;;
    'run --schemes') words='integration norwegian integration,norwegian' ;;
    'run --bank-profile') words='dnb nordea' ;;
    'run --only-own') kind=nothing ;;
    'run --decided') kind=files ;;
    'run --cutoff') kind=nothing ;;
    'run --payment-date') kind=nothing ;;
    'run --accept-rate') kind=nothing ;;
    'run --hold-code') kind=nothing ;;
    'run --key') kind=files ;;
    'run --cert') kind=files ;;
    'run --pass-fd') kind=nothing ;;
    'run --threads') kind=nothing ;;
    'run --time') kind=nothing ;;
    'run --openssl-conf') kind=files ;;
    'run '*) names='--year --quarter --register --payees --ledger --out --rules --municipalities --config --schemes --bank-profile --dry-run --strict --allow-synthetic --national --only-own --decided --cutoff --payment-date --accept-rate --hold-code --key --cert --pass-fd --threads --time --openssl-conf --help --version' words='' place=2 ;;
    'approve --ledger') kind=folders ;;
    'approve --key') kind=files ;;
    'approve --cert') kind=files ;;
    'approve --pass-fd') kind=nothing ;;
    'approve --ca') kind=files ;;
    'approve --confirm-account') kind=nothing ;;
    'approve --confirm-new-accounts') kind=nothing ;;
    'approve --total') kind=nothing ;;
    'approve --time') kind=nothing ;;
    'approve --register') kind=files ;;
    'approve --payees') kind=files ;;
    'approve --rules') kind=folders ;;
    'approve --municipalities') kind=files ;;
    'approve --config') kind=files ;;
    'approve --decided') kind=files ;;
    'approve --threads') kind=nothing ;;
    'approve --openssl-conf') kind=files ;;
    'approve '*) names='--ledger --key --cert --pass-fd --ca --confirm-account --confirm-new-accounts --same-inputs --same-user --yes --total --time --allow-time --register --payees --rules --municipalities --config --decided --threads --openssl-conf --help --version' words='' place=2 ;;
    'verify --ca') kind=files ;;
    'verify --register') kind=files ;;
    'verify --payees') kind=files ;;
    'verify --ledger') kind=folders ;;
    'verify --rules') kind=folders ;;
    'verify --municipalities') kind=files ;;
    'verify --config') kind=files ;;
    'verify --decided') kind=files ;;
    'verify --threads') kind=nothing ;;
    'verify --openssl-conf') kind=files ;;
    'verify '*) names='--ca --replay --register --payees --ledger --rules --municipalities --config --decided --threads --openssl-conf --help --version' words='' place=2 ;;
    'explain --person') kind=nothing ;;
    'explain --hash') kind=nothing ;;
    'explain --municipality') kind=nothing ;;
    'explain --payment') kind=nothing ;;
    'explain --register') kind=files ;;
    'explain --payees') kind=files ;;
    'explain --ledger') kind=folders ;;
    'explain --rules') kind=folders ;;
    'explain --municipalities') kind=files ;;
    'explain --config') kind=files ;;
    'explain --decided') kind=files ;;
    'explain --threads') kind=nothing ;;
    'explain --openssl-conf') kind=files ;;
    'explain '*) names='--person --hash --municipality --payment --register --payees --ledger --rules --municipalities --config --decided --threads --openssl-conf --help --version' words='' place=2 ;;
    'control --findings') kind=files ;;
    'control --rules') kind=folders ;;
    'control --register') kind=files ;;
    'control --payees') kind=files ;;
    'control --ledger') kind=folders ;;
    'control --municipalities') kind=files ;;
    'control --config') kind=files ;;
    'control --decided') kind=files ;;
    'control --threads') kind=nothing ;;
    'control --openssl-conf') kind=files ;;
    'control '*) names='--findings --rules --register --payees --ledger --municipalities --config --decided --threads --openssl-conf --help --version' words='' place=2 ;;
    'diff --openssl-conf') kind=files ;;
    'diff '*) names='--strict --openssl-conf --help --version' words='' place=2 ;;
    'report --rules') kind=folders ;;
    'report --out') kind=files ;;
    'report --sample') kind=files ;;
    'report --confidence') kind=nothing ;;
    'report --tolerable') kind=nothing ;;
    'report --register') kind=files ;;
    'report --payees') kind=files ;;
    'report --ledger') kind=folders ;;
    'report --municipalities') kind=files ;;
    'report --config') kind=files ;;
    'report --decided') kind=files ;;
    'report --threads') kind=nothing ;;
    'report --openssl-conf') kind=files ;;
    'report '*) names='--control --rules --out --sample --confidence --tolerable --register --payees --ledger --municipalities --config --decided --threads --openssl-conf --help --version' words='' place=2 ;;
    'reconcile --ledger') kind=folders ;;
    'reconcile --csv') kind=files ;;
    'reconcile --openssl-conf') kind=files ;;
    'reconcile '*) names='--ledger --csv --strict --openssl-conf --help --version' words='' place=2 ;;
    'check-payment --bank-profile') words='dnb nordea' ;;
    'check-payment --openssl-conf') kind=files ;;
    'check-payment '*) names='--bank-profile --openssl-conf --help --version' words='' place=2 ;;
    'log --payment') kind=nothing ;;
    'log --decision') kind=nothing ;;
    'log --finding') kind=nothing ;;
    'log --verdict') kind=nothing ;;
    'log --out') kind=files ;;
    'log --checkpoint') kind=files ;;
    'log --log-key') kind=files ;;
    'log --openssl-conf') kind=files ;;
    'log '*) names='--payment --decision --finding --verdict --out --checkpoint --log-key --openssl-conf --help --version' words='root check prove verify export rebuild' place=2 ;;
    'sample --distribution') words='binomial poisson hypergeometric beta' ;;
    'sample --confidence') kind=nothing ;;
    'sample --tolerable') kind=nothing ;;
    'sample --expected') kind=nothing ;;
    'sample --errors') kind=nothing ;;
    'sample --population') kind=nothing ;;
    'sample --prior-errors') kind=nothing ;;
    'sample --prior-n') kind=nothing ;;
    'sample --n') kind=nothing ;;
    'sample --method') words='attribute mus stratified' ;;
    'sample --seed') kind=nothing ;;
    'sample --strata') words='municipality county group severity' ;;
    'sample --municipality') kind=nothing ;;
    'sample --ledger') kind=folders ;;
    'sample --out') kind=files ;;
    'sample --openssl-conf') kind=files ;;
    'sample '*) names='--distribution --confidence --tolerable --expected --errors --population --prior-errors --prior-n --n --method --seed --strata --municipality --ledger --out --openssl-conf --help --version' words='size limit draw evaluate' place=2 ;;
    'indicators --register') kind=files ;;
    'indicators --year') kind=nothing ;;
    'indicators --cutoff') kind=nothing ;;
    'indicators --decided') kind=files ;;
    'indicators --requested') kind=files ;;
    'indicators --by') words='country county municipality' ;;
    'indicators --targets') kind=files ;;
    'indicators --out') kind=files ;;
    'indicators --html') kind=files ;;
    'indicators --language') words='nb en' ;;
    'indicators --definitions') kind=folders ;;
    'indicators --municipalities') kind=files ;;
    'indicators --threads') kind=nothing ;;
    'indicators --openssl-conf') kind=files ;;
    'indicators '*) names='--register --year --cutoff --decided --requested --by --targets --out --html --language --definitions --municipalities --threads --openssl-conf --help --version' words='' place=2 ;;
    'accounts --awards') kind=files ;;
    'accounts --accounts') kind=files ;;
    'accounts --statements') kind=files ;;
    'accounts --last-year') kind=folders ;;
    'accounts --appropriation') kind=files ;;
    'accounts --limits') kind=files ;;
    'accounts --date') kind=nothing ;;
    'accounts --out') kind=folders ;;
    'accounts --n') kind=nothing ;;
    'accounts --seed') kind=nothing ;;
    'accounts --vouchers') kind=files ;;
    'accounts --decisions') kind=files ;;
    'accounts --ledger') kind=folders ;;
    'accounts --key') kind=files ;;
    'accounts --cert') kind=files ;;
    'accounts --pass-fd') kind=nothing ;;
    'accounts --time') kind=nothing ;;
    'accounts --openssl-conf') kind=files ;;
    'accounts '*) names='--awards --accounts --statements --last-year --appropriation --limits --date --out --n --seed --vouchers --decisions --ledger --key --cert --pass-fd --time --strict --openssl-conf --help --version' words='check select judge' place=2 ;;
    'generate --persons') kind=nothing ;;
    'generate --year') kind=nothing ;;
    'generate --seed') kind=nothing ;;
    'generate --out') kind=files ;;
    'generate --errors') kind=nothing ;;
    'generate --plant') kind=nothing ;;
    'generate --split') words='single municipality' ;;
    'generate --evolve') kind=files ;;
    'generate --date') kind=nothing ;;
    'generate --municipalities') kind=files ;;
    'generate --threads') kind=nothing ;;
    'generate --openssl-conf') kind=files ;;
    'generate '*) names='--persons --year --seed --out --errors --plant --split --gzip --evolve --date --municipalities --threads --openssl-conf --help --version' words='' place=2 ;;
    'rules --rules') kind=folders ;;
    'rules --openssl-conf') kind=files ;;
    'rules '*) names='--rules --missing --strict --openssl-conf --help --version' words='check show diff' place=2 ;;
    esac
    if [ "$COMP_CWORD" -eq 1 ]; then
        words='ledger run approve verify explain control diff report reconcile check-payment log sample indicators accounts generate rules --help --version' place=1
    fi
    [ "$place" = "$COMP_CWORD" ] || words=''
    case $current in -*) words="$names $words" ;; esac
    COMPREPLY=()
    case $kind in
    words) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    folders) compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -d -- "$current")) ;;
    nothing) compopt +o default 2>/dev/null ;;
    esac
}
complete -o default -F _tilskudd tilskudd
