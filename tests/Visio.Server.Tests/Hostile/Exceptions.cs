namespace Visio.Server.Tests.Hostile;

/// <summary>Everything that is not as for every other operation, and why. No operation is left out.</summary>
internal static class Exceptions
{
    /// <summary>By <c>operationId</c>: what one request of these uses up, so that each gets its own.</summary>
    public static IReadOnlyDictionary<string, Fresh> UsesUp { get; } = new Dictionary<string, Fresh>(StringComparer.Ordinal)
    {
        // The session ends, or gets a new secret.
        ["createSession"] = Fresh.Caller,
        ["deleteSession"] = Fresh.Caller,
        ["changeMyPassword"] = Fresh.Caller,
        ["eraseMe"] = Fresh.Caller,

        // The room ends, is somebody else's, or has another name; the meeting in the other one shall go on.
        ["deleteRoom"] = Fresh.Room,
        ["deleteAnyRoom"] = Fresh.Room,
        ["transferRoom"] = Fresh.Room,
        ["transferAnyRoom"] = Fresh.Room,
        ["changeRoom"] = Fresh.Room,
        ["updateAnyRoom"] = Fresh.Room,
        ["endMeeting"] = Fresh.Room,
        ["endAnyMeeting"] = Fresh.Room,

        // The account ends.
        ["deleteUser"] = Fresh.User,
        ["disableUser"] = Fresh.User,
        ["mergeUser"] = Fresh.User,
        ["eraseUser"] = Fresh.User,

        // They end, or an application may have no more of them.
        ["deleteApplication"] = Fresh.Application,
        ["deleteWebhook"] = Fresh.Application,
        ["createWebhook"] = Fresh.Application,
        ["changeApplicationSecret"] = Fresh.Application,
        ["updateApplication"] = Fresh.Application,
    };

    /// <summary>Asked last and one after the other: what it takes is in force for every request that follows.</summary>
    public static IReadOnlyList<string> Alone { get; } = ["putPolicy"];

    /// <summary>Reads more in the headers than who calls: the client's secret (RFC 6749 section 2.3.1).</summary>
    public const string ReadsCredentials = "issueToken";

    /// <summary>Answers as RFC 6749 section 5.2 says: JSON with an <c>error</c>. Only media types are refused as everywhere.</summary>
    public const string AnswersOAuthErrors = "issueToken";

    /// <summary>Kestrel refuses a NUL in a path before the application sees it, without a word.</summary>
    public static bool IsRefusedByKestrel(Attack attack) => attack.Parameter is (_, var text) && text.Contains("%00", StringComparison.Ordinal);

    /// <summary>
    /// Two made the same thing at once. EF Core logs it as an error before the handler can answer 409, first without the reason; what no
    /// handler answers is logged once more, and a status of 500.
    /// </summary>
    public static bool IsRace(string logged) =>
        logged.StartsWith("Error Failed executing DbCommand", StringComparison.Ordinal)
        || (logged.StartsWith("Error An exception occurred in the database while saving changes", StringComparison.Ordinal)
            && (logged.Contains("UNIQUE constraint failed", StringComparison.Ordinal) || logged.Contains("23505", StringComparison.Ordinal)));
}
