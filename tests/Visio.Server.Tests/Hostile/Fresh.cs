namespace Visio.Server.Tests.Hostile;

/// <summary>What an operation needs anew for each request, because it ends it.</summary>
internal enum Fresh
{
    /// <summary>The caller itself: somebody who has just signed in, instead of the administrator.</summary>
    Caller,
    Room,
    User,

    /// <summary>An application with a webhook.</summary>
    Application,
}
