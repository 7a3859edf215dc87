// SPDX-License-Identifier: MIT
#include "core/policy/app_rules.h"

#include <algorithm>
#include <array>

namespace lanyard::policy {

using namespace Qt::StringLiterals;

namespace {

/// Programs that run what anybody gives them. A name that ends in `*` stands for all it begins:
/// "python3.11", "javaw". Matched without ".exe" and without regard to case.
// clang-format off
constexpr std::array scriptHosts = {
    "ash", "awk", "bash", "bun", "busybox*", "cmd", "cscript", "csh", "dash", "deno", "dotnet",
    "electron", "env", "excel", "fish", "gawk", "gdb", "groovy*", "hh", "installutil", "java*",
    "ksh*", "ld-linux*", "ld.so", "lua*", "mawk", "mono", "mono-sgen", "msaccess", "msbuild",
    "mshta", "msiexec", "node", "nodejs", "outlook", "perl*", "php*", "powerpnt", "powershell*",
    "pwsh*", "py", "pypy*", "python*", "regasm", "regsvcs", "regsvr32", "rscript", "ruby*",
    "rundll32", "sh", "soffice*", "tclsh*", "wine", "wine-preloader", "wine64*", "winword",
    "wish", "wish8*", "wmic", "wscript", "zsh*",
};

// clang-format on

/// Where case makes no difference, neither does the direction of a slash: that is Windows.
bool samePath(QString left, QString right, Qt::CaseSensitivity pathCase)
{
    if (pathCase == Qt::CaseSensitive)
        return left == right;
    return left.replace(u'\\', u'/').compare(right.replace(u'\\', u'/'), pathCase) == 0;
}

/// All but the hash, which is dear.
bool fitsApartFromHash(const AppMatch& match, const Program& program)
{
    return (match.path.isEmpty() || samePath(match.path, program.executable, program.pathCase))
        && (match.publisher.isEmpty() || match.publisher == program.publisher)
        && (match.product.isEmpty() || match.product == program.product);
}

bool fits(const AppMatch& match, const Program& program)
{
    return fitsApartFromHash(match, program)
        && (match.sha256.isEmpty() || match.sha256 == program.sha256);
}

/// A rule would fit if its publisher had signed the program, and why nobody's signature counts is
/// known. That there is none says little where a rule asks for a publisher and nothing else.
bool lacksOnlyItsPublisher(const AppMatch& match, const Program& program)
{
    AppMatch unsignedMatch = match;
    unsignedMatch.publisher.clear();
    unsignedMatch.product.clear();
    const bool isTold = program.publisherProblem != "publisher.none" || !match.path.isEmpty()
        || !match.sha256.isEmpty();
    return !match.publisher.isEmpty() && !program.publisherProblem.isEmpty() && isTold
        && fits(unsignedMatch, program);
}

/// Why no rule fits.
tl::unexpected<Error> unknown(const Program& program, const AppRules& rules)
{
    if (std::any_of(rules.rules.begin(), rules.rules.end(), [&program](const AppRule& rule) {
            return lacksOnlyItsPublisher(rule.match, program);
        }))
        return fail(Fault::Untrusted,
            program.publisherProblem,
            u"a rule of apps.json asks for a publisher, and the program has none to show"_s);
    return fail(Fault::Untrusted, "app.unknown", u"no rule of apps.json fits"_s);
}

/// A path says which file was started; only a hash or a signature says what is in it.
Result<> believePath(const AppMatch& match, const Program& program)
{
    if (match.path.isEmpty())
        return {};
    if (program.executableReplaced)
        return fail(Fault::Untrusted,
            "app.replaced",
            u"the program's file was replaced while it ran: start it again"_s);
    if (match.sha256.isEmpty() && match.publisher.isEmpty() && !program.executableProtected)
        return fail(Fault::Untrusted,
            "app.unprotected",
            u"named by path alone, but ordinary users can write the file: add its sha256"_s);
    return {};
}

} // namespace

bool isScriptHost(const QString& executable)
{
    const qsizetype folder = std::max(executable.lastIndexOf(u'/'), executable.lastIndexOf(u'\\'));
    QString name = executable.mid(folder + 1).toLower();
    if (name.endsWith(u".exe"))
        name.chop(4);
    return std::any_of(scriptHosts.begin(), scriptHosts.end(), [&name](const char* host) {
        const QLatin1StringView pattern(host);
        return pattern.endsWith(u'*') ? name.startsWith(pattern.chopped(1)) : name == pattern;
    });
}

bool AppRules::wantHashOf(const Program& program) const
{
    return program.sha256.isEmpty()
        && std::any_of(rules.begin(), rules.end(), [&program](const AppRule& rule) {
               return !rule.match.sha256.isEmpty() && fitsApartFromHash(rule.match, program);
           });
}

Result<AppGrant> decide(const Program& program, const AppRules& rules)
{
    const AppRule* found = nullptr;
    for (const AppRule& rule : rules.rules) {
        if (!fits(rule.match, program))
            continue;
        if (found != nullptr)
            return fail(
                Fault::Untrusted, "app.ambiguous", u"more than one rule of apps.json fits"_s);
        found = &rule;
    }
    if (found == nullptr)
        return unknown(program, rules);
    LY_CHECK(believePath(found->match, program));
    if (!found->acceptScriptHost && isScriptHost(program.executable))
        return fail(Fault::Untrusted,
            "app.script_host",
            u"it runs anybody's code, and its rule has no accept_script_host"_s);
    return found->grant;
}

} // namespace lanyard::policy
