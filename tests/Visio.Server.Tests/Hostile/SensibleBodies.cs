namespace Visio.Server.Tests.Hostile;

/// <summary>For each operation with a body, one that it takes: every other property is as it should be when one is attacked.</summary>
internal static class SensibleBodies
{
    /// <summary>By <c>operationId</c>. Names in angle brackets stand for what <see cref="HostileScene"/> has.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["createSession"] = """{"displayName":"Ana"}""",
        ["signInWithPassword"] = """{"email":"nobody@visio.test","password":"correct horse battery"}""",
        ["signInWithLink"] = """{"token":"nothing","displayName":"Ana","email":"ana@visio.test","password":"correct horse battery"}""",
        ["signInWithPasskey"] = """{"credential":{}}""",
        ["changeMe"] = """{"displayName":"Root"}""",
        ["eraseMe"] = """{"confirm":"<email>"}""",
        ["changeMyPassword"] = """{"password":"correct horse battery"}""",
        ["addPasskey"] = """{"credential":{},"name":"Key"}""",
        ["renamePasskey"] = """{"name":"Key"}""",
        ["createRoom"] = """{"title":"Room","access":"public","rights":{"microphone":"everyone"}}""",
        ["changeRoom"] = """{"title":"Room","rights":{"microphone":"everyone"}}""",
        ["updateAnyRoom"] = """{"title":"Room","rights":{"microphone":"everyone"}}""",
        ["transferRoom"] = """{"userId":"<user>"}""",
        ["transferAnyRoom"] = """{"userId":"<user>"}""",
        ["addMember"] = """{"userId":"<user>","role":"member"}""",
        ["changeMember"] = """{"role":"deputy"}""",
        ["joinRoom"] = """{"displayName":"Ana"}""",
        ["issueToken"] = """{"grant_type":"client_credentials","client_id":"<client>","client_secret":"<secret>","scope":"rooms:read","act_for":"ana@visio.test"}""",
        ["keepChat"] = """{"identity":"<identity>","topic":"lk.chat","id":"m1","text":"Hello"}""",
        ["setHand"] = """{"identity":"<identity>","raised":true}""",
        ["renameSelf"] = """{"identity":"<identity>","name":"Root"}""",
        ["muteParticipants"] = """{"identities":["p_nobody"]}""",
        ["askToUnmute"] = """{"identities":["p_nobody"]}""",
        ["removeParticipants"] = """{"identities":["p_nobody"]}""",
        ["setParticipantRole"] = """{"identity":"p_nobody","role":"coHost"}""",
        ["lowerHands"] = """{"identities":["p_nobody"]}""",
        ["setSpotlight"] = """{"identities":["<identity>"]}""",
        ["admit"] = """{"ids":["nobody"]}""",
        ["deny"] = """{"ids":["nobody"]}""",
        ["sayToLobby"] = """{"ids":["nobody"],"text":"Soon"}""",
        ["putPolicy"] = "{}",
        ["createApplication"] = """{"name":"Calendar","scopes":["rooms:read"],"domains":["visio.test"]}""",
        ["updateApplication"] = """{"name":"Calendar"}""",
        ["createWebhook"] = """{"url":"https://hook.invalid/","events":["*"]}""",
        ["updateWebhook"] = """{"events":["*"]}""",
        ["createUser"] = """{"email":"<fresh>","displayName":"Ana"}""",
        ["updateUser"] = """{"displayName":"Ana"}""",
        ["mergeUser"] = """{"into":"<other>"}""",
        ["eraseUser"] = """{"heir":"<other>"}""",
    };
}
