// SPDX-License-Identifier: MIT
#include "ui/wording.h"

#include <algorithm>
#include <array>

namespace lanyard::ui {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    const char16_t* what;
    const char16_t* next;
};

struct CodeWords {
    const char* code;
    Words words;
};

// Conditions that a person meets often enough to be told more than their fault says.
constexpr std::array known{
    CodeWords{"session.idle_limit",
        {u"You were signed out because this computer was not used for a while.",
            u"Sign in again when you are ready."}},
    CodeWords{"session.absolute_limit",
        {u"You have been signed in for as long as your organisation allows.",
            u"Sign in again to go on."}},
    CodeWords{"session.ended_by_lock",
        {u"You were signed out because this computer was locked.",
            u"Sign in again when you are ready."}},
    CodeWords{"session.ended_by_disconnect",
        {u"You were signed out because you left this desktop.",
            u"Sign in again when you are ready."}},
    CodeWords{"session.ended_by_sleep",
        {u"You were signed out because this computer went to sleep.",
            u"Sign in again when you are ready."}},
    CodeWords{"session.ended_by_card",
        {u"You were signed out because your card was removed.",
            u"Put your card in, and sign in again."}},
    CodeWords{"session.sign_in_timed_out",
        {u"The sign-in was not finished in time.", u"Choose Sign in to start again."}},
    CodeWords{"session.another_person",
        {u"Somebody else signed in than the person who was signed in before.",
            u"Sign out first, then sign in as the other person."}},
    CodeWords{"session.errand_timed_out",
        {u"Nobody finished in the browser in time.", u"Try again when you are ready."}},
    CodeWords{"session.errand_busy",
        {u"Your browser is open for something else.", u"Finish that, or cancel it, first."}},
    CodeWords{"session.no_role",
        {u"No role was chosen in the browser.", u"Try again, and choose one of your roles."}},
    CodeWords{"emergency.off",
        {u"Your organisation does not allow emergency access here.",
            u"Call your IT service desk if you think that it should."}},
    CodeWords{"emergency.permission",
        {u"Your role cannot get this, even in an emergency.", u"Choose something else."}},
    CodeWords{"emergency.not_needed",
        {u"Your role can do this without an emergency.", u"Go on with your work."}},
    CodeWords{"emergency.active",
        {u"Emergency access is running already.", u"End it first, to begin another."}},
    CodeWords{"emergency.reason_code", {u"No reason was chosen.", u"Choose one from the list."}},
    CodeWords{"emergency.reason",
        {u"The reason in your own words is too short or too long.",
            u"Write 10 to 500 characters."}},
    CodeWords{"session.policy_changed",
        {u"Your organisation changed its sign-in settings.", u"Sign in again."}},
    CodeWords{"session.assurance_raised",
        {u"Your organisation now asks for a stronger way of signing in.", u"Sign in again."}},
    CodeWords{"session.renewal_interrupted",
        {u"Your sign-in could not be renewed because the connection broke.",
            u"Check the network, then sign in again."}},
    CodeWords{"audit.full",
        {u"This computer cannot record what happens, so nothing was started.",
            u"Call your IT service desk: its disk is full."}},
    CodeWords{"audit.write",
        {u"This computer cannot record what happens, so nothing was started.",
            u"Call your IT service desk and give them the reference."}},
    CodeWords{"browser.none",
        {u"No web browser could be opened.",
            u"Sign in again, and copy the sign-in link into a browser."}},
    CodeWords{"browser.start",
        {u"No web browser could be opened.",
            u"Sign in again, and copy the sign-in link into a browser."}},
    CodeWords{"http.tls",
        {u"No secure connection to the sign-in service could be made.",
            u"Check this computer's date and time, then try again."}},
    CodeWords{"http.proxy",
        {u"This network did not let Lanyard reach the sign-in service.",
            u"Open a web page to see whether the network wants you to log in, then try again."}},
    CodeWords{"clock.skew",
        {u"The clock of this computer is wrong, so nobody can sign in.",
            u"Ask your IT service desk to set it, then sign in again."}},
    CodeWords{"loopback.ports",
        {u"Another program on this computer is in the way of signing in.",
            u"Close other programs that are signing in, then try again."}},
};

Words wordsFor(Fault fault)
{
    switch (fault) { // No default: a new Fault needs words.
    case Fault::Cancelled:
        return {u"The sign-in was cancelled.", u"Choose Sign in when you are ready."};
    case Fault::TimedOut:
        return {u"That took too long.", u"Choose Sign in to try again."};
    case Fault::Unreachable:
        return {u"The sign-in service cannot be reached.",
            u"Check that this computer is on the network, then try again."};
    case Fault::ProviderBusy:
        return {u"The sign-in service is busy.", u"Wait a minute, then try again."};
    case Fault::AccessDenied:
        return {u"The sign-in service did not let you in.",
            u"Try again; if it happens again, call your IT service desk."};
    case Fault::GrantRevoked:
        return {u"Your sign-in has been ended by the sign-in service.", u"Sign in again."};
    case Fault::Malformed:
        return {u"The sign-in service sent an answer that makes no sense.",
            u"Call your IT service desk and give them the reference."};
    case Fault::Untrusted:
        return {u"An answer did not come from your sign-in service, so it was not used.",
            u"Do not try again; call your IT service desk and give them the reference."};
    case Fault::Misconfigured:
        return {u"Lanyard is not set up correctly on this computer.",
            u"Call your IT service desk and give them the reference."};
    case Fault::System:
        return {u"This computer could not do what signing in needs.",
            u"Restart it; if that does not help, call your IT service desk."};
    }
    return {u"Something went wrong.", u"Call your IT service desk."};
}

Words wordsFor(const Error& error)
{
    const auto* const found = std::find_if(
        known.begin(), known.end(), [&](const CodeWords& row) { return error.code == row.code; });
    return found == known.end() ? wordsFor(error.fault) : found->words;
}

/// How far and which way, because whoever sets the clock needs to know.
QString skewText(int minutesBehind)
{
    return minutesBehind > 0
        ? u"The clock of this computer is %1 minutes slow, so nobody can sign in."_s.arg(
            minutesBehind)
        : u"The clock of this computer is %1 minutes fast, so nobody can sign in."_s.arg(
            -minutesBehind);
}

QString referenceText(const QString& reference)
{
    return reference.isEmpty() ? QString() : u"Reference: %1"_s.arg(reference);
}

} // namespace

Wording wordingFor(const Error& error)
{
    const Words words = wordsFor(error);
    // Whoever cancelled knows why: there is nothing to ask support about.
    const bool isTheirs = error.fault == Fault::Cancelled;
    const bool isSkew = error.code == "clock.skew" && error.native != 0;
    return {isSkew ? skewText(error.native) : QString::fromUtf16(words.what),
        QString::fromUtf16(words.next),
        isTheirs ? QString() : referenceText(error.reference)};
}

QString sentenceOf(const Wording& wording)
{
    const QString text = wording.what + u' ' + wording.next;
    return wording.reference.isEmpty() ? text : u"%1 (%2)"_s.arg(text, wording.reference);
}

QString sentenceOf(const HealthCondition& condition)
{
    const QString text = condition.advice.isEmpty() ? condition.detail : condition.advice;
    const QString reference = referenceText(condition.reference);
    return reference.isEmpty() ? text : text + u'\n' + reference;
}

} // namespace lanyard::ui
