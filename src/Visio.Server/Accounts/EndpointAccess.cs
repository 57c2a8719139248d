namespace Visio.Server.Accounts;

/// <summary>Says of an endpoint who may call it; every endpoint of <c>/api/v1</c> has one.</summary>
/// <param name="Who">Which callers.</param>
/// <param name="Scope">What an application needs, one of <see cref="ApiScopes"/>; null where no application may call it.</param>
internal sealed record EndpointAccess(Who Who, string? Scope)
{
    /// <summary>What an <see cref="ApiScopes"/> of an application must include.</summary>
    public bool Allows(Caller caller) => caller.Kind != CallerKind.Application || (Scope is not null && caller.Scopes.Contains(Scope));
}
