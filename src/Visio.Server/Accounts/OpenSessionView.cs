namespace Visio.Server.Accounts;

/// <summary>A session of the caller's that is open.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Method">How it was opened.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
/// <param name="Current">Whether it is the one of this request.</param>
internal sealed record OpenSessionView(string Id, SignInMethod Method, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool Current);
