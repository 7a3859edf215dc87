// SPDX-License-Identifier: MIT

/// Lanyard.Client as a program gets it from COM, without the registry, between a scripted agent and
/// what VB does: calls by name, and by the type library.

#include "tests/support/scripted_agent.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <initializer_list>
#include <lanyard/automation.h>
#include <lanyard/client.h>
#include <memory>
#include <oleauto.h>
#include <utility>

using lanyard::testing::OwnLogin;
using lanyard::testing::ScriptedAgent;

using namespace Qt::StringLiterals;

namespace {

struct Releasing {
    void operator()(IUnknown* object) const { object->Release(); }
};

template <class Interface>
using Ref = std::unique_ptr<Interface, Releasing>;

/// A VARIANT that clears itself.
class Value
{
public:
    Value() { VariantInit(&m_raw); }

    explicit Value(const QString& text)
        : Value()
    {
        m_raw.vt = VT_BSTR;
        m_raw.bstrVal = SysAllocStringLen(
            reinterpret_cast<const wchar_t*>(text.utf16()), static_cast<UINT>(text.size()));
    }

    explicit Value(LONG number)
        : Value()
    {
        m_raw.vt = VT_I4;
        m_raw.lVal = number;
    }

    Value(Value&& other) noexcept
        : m_raw(other.m_raw)
    {
        VariantInit(&other.m_raw);
    }

    Value& operator=(Value&&) = delete;
    Value(const Value&) = delete;
    Value& operator=(const Value&) = delete;

    ~Value() { VariantClear(&m_raw); }

    [[nodiscard]] VARIANT* raw() { return &m_raw; }

    [[nodiscard]] QString text() const
    {
        return m_raw.vt == VT_BSTR ? QString::fromWCharArray(
                   m_raw.bstrVal, static_cast<qsizetype>(SysStringLen(m_raw.bstrVal)))
                                   : QString();
    }

    [[nodiscard]] IDispatch* object() const
    {
        return m_raw.vt == VT_DISPATCH ? m_raw.pdispVal : nullptr;
    }

    VARIANT m_raw; // NOLINT(misc-non-private-member-variables-in-classes)
};

/// How a call by name ended.
struct Called {
    HRESULT result = S_OK;
    HRESULT raised = S_OK;
    QString description;
    Value value;
};

/// As a script calls: by name, the arguments in their order.
Called call(
    IDispatch* object, const wchar_t* name, WORD how, std::initializer_list<Value*> arguments = {})
{
    Called called;
    auto* written = const_cast<wchar_t*>(name);
    DISPID id = 0;
    called.result = object->GetIDsOfNames(IID_NULL, &written, 1, LOCALE_USER_DEFAULT, &id);
    if (FAILED(called.result))
        return called;
    std::vector<VARIANT> raw;
    for (Value* const argument : arguments)
        raw.insert(raw.begin(), *argument->raw());
    DISPID put = DISPID_PROPERTYPUT;
    DISPPARAMS parameters = {};
    parameters.rgvarg = raw.data();
    parameters.cArgs = static_cast<UINT>(raw.size());
    if (how == DISPATCH_PROPERTYPUT) {
        parameters.rgdispidNamedArgs = &put;
        parameters.cNamedArgs = 1;
    }
    EXCEPINFO exception = {};
    called.result = object->Invoke(id,
        IID_NULL,
        LOCALE_USER_DEFAULT,
        how,
        &parameters,
        called.value.raw(),
        &exception,
        nullptr);
    called.raised = exception.scode;
    called.description = QString::fromWCharArray(
        exception.bstrDescription, static_cast<qsizetype>(SysStringLen(exception.bstrDescription)));
    SysFreeString(exception.bstrSource);
    SysFreeString(exception.bstrDescription);
    SysFreeString(exception.bstrHelpFile);
    return called;
}

Called get(IDispatch* object, const wchar_t* name)
{
    return call(object, name, DISPATCH_PROPERTYGET);
}

QJsonObject paramsOf(const QByteArray& request)
{
    return QJsonDocument::fromJson(request).object().value("params"_L1).toObject();
}

const QByteArray hello = "result {\"protocol\":1}";
const QByteArray token =
    R"(result {"access_token":"s3cret.token","token_type":"Bearer",)"
    R"("expires_at":"2030-01-01T00:00:00Z","scope":"read","context_id":"c-1"})";
const QByteArray identity =
    R"(result {"schema":"lanyard.identity/1","context_id":"c-1",)"
    R"("person":{"uid":"555","name":"Zo\u00eb Ward"},)"
    R"("role":{"id":"12","code":"S1:G1:R1","name":"Nurse",)"
    R"("organisation":{"code":"ZZ9","name":"EXAMPLE"}},"permissions":["prescribe","read"]})";
constexpr auto signedOut =
    R"(error {"code":-32001,"message":"Nobody is signed in.","data":{"code":"signed_out","reference":"LY-9"}})";

} // namespace

class TstAutomation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void isMadeByItsClassOnly();
    void isBoundByNameAndByNumberAlike();
    void getsATokenByName();
    void getsATokenEarlyBound();
    void asksAsToldTo();
    void givesWhoIsSignedIn();
    void givesThePermissionsToForEach();
    void tellsTheState();
    void signsInAndOut();
    void raisesWhatTheAgentRefuses();
    void forgetsTheErrorAfterASuccess();
    void saysThatNoAgentRuns();
    void refusesWhatIsNoText();
    void keepsItsModuleWhileItIsThere();

private:
    HMODULE m_module = nullptr;
    Ref<IDispatch> m_client;
};

void TstAutomation::initTestCase()
{
    const QString path = QCoreApplication::applicationDirPath() + u"/lanyard.dll"_s;
    m_module = LoadLibraryW(reinterpret_cast<const wchar_t*>(path.utf16()));
    QVERIFY(m_module != nullptr);
}

namespace {

Ref<IClassFactory> factoryOf(HMODULE module, const CLSID& id)
{
    using Get = HRESULT(STDMETHODCALLTYPE*)(REFCLSID, REFIID, void**);
    const auto get =
        reinterpret_cast<Get>(reinterpret_cast<void*>(GetProcAddress(module, "DllGetClassObject")));
    void* factory = nullptr;
    if (get == nullptr || FAILED(get(id, IID_IClassFactory, &factory)))
        return nullptr;
    return Ref<IClassFactory>(static_cast<IClassFactory*>(factory));
}

bool mayUnload(HMODULE module)
{
    using Ask = HRESULT(STDMETHODCALLTYPE*)();
    const auto ask =
        reinterpret_cast<Ask>(reinterpret_cast<void*>(GetProcAddress(module, "DllCanUnloadNow")));
    return ask() == S_OK;
}

} // namespace

void TstAutomation::init()
{
    const auto factory = factoryOf(m_module, CLSID_Client);
    QVERIFY(factory);
    void* made = nullptr;
    QCOMPARE(factory->CreateInstance(nullptr, IID_IDispatch, &made), S_OK);
    m_client.reset(static_cast<IDispatch*>(made));
}

void TstAutomation::cleanup()
{
    m_client.reset();
}

void TstAutomation::isMadeByItsClassOnly()
{
    QVERIFY(!factoryOf(m_module, IID_ILanyardClient));

    void* made = nullptr;
    const auto factory = factoryOf(m_module, CLSID_Client);
    QCOMPARE(factory->CreateInstance(m_client.get(), IID_IUnknown, &made), CLASS_E_NOAGGREGATION);
    QCOMPARE(factory->CreateInstance(nullptr, IID_IStream, &made), E_NOINTERFACE);
    QCOMPARE(made, nullptr);
}

void TstAutomation::isBoundByNameAndByNumberAlike()
{
    UINT count = 0;
    QCOMPARE(m_client->GetTypeInfoCount(&count), S_OK);
    QCOMPARE(count, 1U);
    ITypeInfo* raw = nullptr;
    QCOMPARE(m_client->GetTypeInfo(0, LOCALE_USER_DEFAULT, &raw), S_OK);
    const Ref<ITypeInfo> info(raw);
    TYPEATTR* attributes = nullptr;
    QCOMPARE(info->GetTypeAttr(&attributes), S_OK);
    const bool isOurs = IsEqualIID(attributes->guid, IID_ILanyardClient);
    info->ReleaseTypeAttr(attributes);
    QVERIFY(isOurs);

    auto* name = const_cast<wchar_t*>(L"gettoken"); // VB's editor changes the case at will.
    DISPID id = 0;
    QCOMPARE(m_client->GetIDsOfNames(IID_NULL, &name, 1, LOCALE_USER_DEFAULT, &id), S_OK);
    QCOMPARE(id, 1L);
}

void TstAutomation::getsATokenByName()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", token});
    Value audience(u"records"_s);

    const Called called = call(m_client.get(), L"GetToken", DISPATCH_METHOD, {&audience});

    QCOMPARE(called.result, S_OK);
    QCOMPARE(called.value.text(), u"s3cret.token"_s);
    const QJsonObject params = paramsOf(agent.request());
    QCOMPARE(params.value("audience"_L1).toString(), u"records"_s);
    QVERIFY(!params.contains("scope"_L1));
    QVERIFY(!params.contains("context_id"_L1));
}

void TstAutomation::getsATokenEarlyBound()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", token});
    void* object = nullptr;
    QCOMPARE(m_client->QueryInterface(IID_ILanyardClient, &object), S_OK);
    const Ref<ILanyardClient> client(static_cast<ILanyardClient*>(object));
    Value audience(u"records"_s);
    Value scope(u"read"_s);
    BSTR answer = nullptr;

    QCOMPARE(client->GetToken(audience.raw()->bstrVal, *scope.raw(), &answer), S_OK);

    QCOMPARE(QString::fromWCharArray(answer), u"s3cret.token"_s);
    SysFreeString(answer);
    QCOMPARE(paramsOf(agent.request()).value("scope"_L1).toString(), u"read"_s);
}

void TstAutomation::asksAsToldTo()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", token});
    Value context(u"c-1"_s);
    Value reference(u"case 7"_s);
    Value timeout(LONG{5000});
    Value yes;
    yes.raw()->vt = VT_BOOL;
    yes.raw()->boolVal = VARIANT_TRUE;
    const auto set = [this](const wchar_t* name, Value& value) {
        return call(m_client.get(), name, DISPATCH_PROPERTYPUT, {&value}).result;
    };

    QCOMPARE(set(L"ContextId", context), S_OK);
    QCOMPARE(set(L"CorrelationId", reference), S_OK);
    QCOMPARE(set(L"TimeoutMs", timeout), S_OK);
    QCOMPARE(set(L"Interactive", yes), S_OK);
    Value audience(u"records"_s);
    QCOMPARE(call(m_client.get(), L"GetToken", DISPATCH_METHOD, {&audience}).result, S_OK);

    const QJsonObject params = paramsOf(agent.request());
    QCOMPARE(params.value("context_id"_L1).toString(), u"c-1"_s);
    QCOMPARE(params.value("correlation_id"_L1).toString(), u"case 7"_s);
    QCOMPARE(params.value("interactive"_L1).toBool(), true);
    QVERIFY(params.value("timeout_ms"_L1).toInt() <= 5000);
    QCOMPARE(get(m_client.get(), L"ContextId").value.text(), u"c-1"_s);
    QCOMPARE(get(m_client.get(), L"TimeoutMs").value.m_raw.lVal, 5000L);
}

void TstAutomation::givesWhoIsSignedIn()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", identity});

    const Called called = call(m_client.get(), L"GetIdentity", DISPATCH_METHOD);

    QCOMPARE(called.result, S_OK);
    IDispatch* const who = called.value.object();
    QVERIFY(who != nullptr);
    QCOMPARE(get(who, L"ContextId").value.text(), u"c-1"_s);
    QCOMPARE(get(who, L"PersonId").value.text(), u"555"_s);
    QCOMPARE(get(who, L"PersonName").value.text(), u"Zoë Ward"_s);
    QCOMPARE(get(who, L"RoleId").value.text(), u"12"_s);
    QCOMPARE(get(who, L"RoleCode").value.text(), u"S1:G1:R1"_s);
    QCOMPARE(get(who, L"RoleName").value.text(), u"Nurse"_s);
    QCOMPARE(get(who, L"OrganisationCode").value.text(), u"ZZ9"_s);
    QCOMPARE(get(who, L"OrganisationName").value.text(), u"EXAMPLE"_s);
    QVERIFY(get(who, L"Json").value.text().contains(u"lanyard.identity/1"_s));
    Value has(u"prescribe"_s);
    Value hasNot(u"prescrib"_s);
    QCOMPARE(
        call(who, L"HasPermission", DISPATCH_METHOD, {&has}).value.m_raw.boolVal, VARIANT_TRUE);
    QCOMPARE(
        call(who, L"HasPermission", DISPATCH_METHOD, {&hasNot}).value.m_raw.boolVal, VARIANT_FALSE);
}

void TstAutomation::givesThePermissionsToForEach()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", identity});

    const Called called = get(m_client.get(), L"Permissions");

    QCOMPARE(called.result, S_OK);
    QCOMPARE(called.value.m_raw.vt, VT_ARRAY | VT_VARIANT);
    SAFEARRAY* const array = called.value.m_raw.parray;
    LONG last = -1;
    QCOMPARE(SafeArrayGetUBound(array, 1, &last), S_OK);
    QStringList names;
    for (LONG i = 0; i <= last; ++i) {
        Value name;
        QCOMPARE(SafeArrayGetElement(array, &i, name.raw()), S_OK);
        names.append(name.text());
    }
    QCOMPARE(names, (QStringList{u"prescribe"_s, u"read"_s}));
}

void TstAutomation::tellsTheState()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play(
        {"accept", "read", R"(result {"state":"signed_out","reason":null,"context_id":null})"});

    QCOMPARE(get(m_client.get(), L"State").value.text(), u"signed_out"_s);
}

void TstAutomation::signsInAndOut()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", R"(result {"state":"signed_in"})", "read", "result {}"});

    QCOMPARE(call(m_client.get(), L"SignIn", DISPATCH_METHOD).result, S_OK);
    QCOMPARE(call(m_client.get(), L"SignOut", DISPATCH_METHOD).result, S_OK);

    QVERIFY(agent.request().contains("session.sign_in"));
    QVERIFY(agent.request().contains("session.sign_out"));
}

void TstAutomation::raisesWhatTheAgentRefuses()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", signedOut});
    Value audience(u"records"_s);

    const Called called = call(m_client.get(), L"GetToken", DISPATCH_METHOD, {&audience});

    QCOMPARE(called.result, DISP_E_EXCEPTION);
    QCOMPARE(static_cast<quint32>(called.raised), 0x80040200U + LANYARD_SIGNED_OUT);
    QCOMPARE(called.description, u"signed_out: Nobody is signed in. (tell support LY-9)"_s);
    const Called last = get(m_client.get(), L"LastError");
    QVERIFY(last.value.object() != nullptr);
    QCOMPARE(get(last.value.object(), L"Code").value.text(), u"signed_out"_s);
    QCOMPARE(get(last.value.object(), L"Reference").value.text(), u"LY-9"_s);
    QCOMPARE(get(last.value.object(), L"Status").value.m_raw.lVal, LONG{LANYARD_SIGNED_OUT});
}

void TstAutomation::forgetsTheErrorAfterASuccess()
{
    const OwnLogin login;
    ScriptedAgent agent(login);
    agent.play({"accept", "read", signedOut, "read", token});
    Value audience(u"records"_s);
    QCOMPARE(
        call(m_client.get(), L"GetToken", DISPATCH_METHOD, {&audience}).result, DISP_E_EXCEPTION);

    QCOMPARE(call(m_client.get(), L"GetToken", DISPATCH_METHOD, {&audience}).result, S_OK);

    const Called last = get(m_client.get(), L"LastError");
    QCOMPARE(get(last.value.object(), L"Code").value.text(), QString());
    QCOMPARE(get(last.value.object(), L"Status").value.m_raw.lVal, 0L);
}

void TstAutomation::saysThatNoAgentRuns()
{
    const OwnLogin login;
    Value audience(u"records"_s);

    const Called called = call(m_client.get(), L"GetToken", DISPATCH_METHOD, {&audience});

    QCOMPARE(static_cast<quint32>(called.raised), 0x80040200U + LANYARD_NO_AGENT);
}

void TstAutomation::refusesWhatIsNoText()
{
    Value audience(u"records"_s);
    Value number(LONG{7});
    Value half(QString(QChar(0xd800))); // Half a character.
    Value early(LONG{-1});

    for (const auto& [first, second] :
        {std::pair{&audience, &number}, std::pair{&half, &audience}, std::pair{&audience, &half}}) {
        const Called called = call(m_client.get(), L"GetToken", DISPATCH_METHOD, {first, second});
        QCOMPARE(static_cast<quint32>(called.raised), 0x80040200U + LANYARD_BAD_ARGUMENT);
    }
    QCOMPARE(static_cast<quint32>(
                 call(m_client.get(), L"TimeoutMs", DISPATCH_PROPERTYPUT, {&early}).raised),
        0x80040200U + LANYARD_BAD_ARGUMENT);
}

void TstAutomation::keepsItsModuleWhileItIsThere()
{
    QVERIFY(!mayUnload(m_module));
    m_client.reset();
    QVERIFY(mayUnload(m_module));

    const auto factory = factoryOf(m_module, CLSID_Client);
    QCOMPARE(factory->LockServer(TRUE), S_OK);
    QVERIFY(!mayUnload(m_module));
    QCOMPARE(factory->LockServer(FALSE), S_OK);
    QVERIFY(mayUnload(m_module));
}

QTEST_GUILESS_MAIN(TstAutomation)
#include "tst_automation_win.moc"
