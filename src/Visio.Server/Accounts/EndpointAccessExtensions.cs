using Visio.Server.Policies;

namespace Visio.Server.Accounts;

/// <summary>Declares and enforces <see cref="EndpointAccess"/>.</summary>
internal static class EndpointAccessExtensions
{
    /// <summary>Declares who may call the endpoint, and with which scope an application may.</summary>
    public static TBuilder Allow<TBuilder>(this TBuilder endpoint, Who who, string? scope = null)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new EndpointAccess(who, scope));

    /// <summary>Refuses callers that the endpoint is not for, before its body is read. After routing and authentication.</summary>
    public static void UseEndpointAccess(this WebApplication app) => app.Use(async (context, next) =>
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<EndpointAccess>() is { } access)
        {
            var caller = Caller.Of(context);
            var refusal = Refusal(access, caller);
            if (refusal is null && access.Who == Who.Admins)
            {
                var policy = await context.RequestServices.GetRequiredService<PolicyStore>().CurrentAsync(context.RequestAborted);
                refusal = Assurance.SufficesForAdmin(caller, policy) ? null : AccountProblems.AssuranceRequired;
            }

            if (refusal is not null)
            {
                await refusal.ExecuteAsync(context);
                return;
            }
        }

        await next(context);
    });

    private static IResult? Refusal(EndpointAccess access, Caller caller)
    {
        if (!access.Allows(caller))
        {
            return AccountProblems.ScopeRequired;
        }

        return access.Who switch
        {
            Who.Users when !caller.HasAccount => AccountProblems.SignInRequired,
            Who.Admins when caller.Kind is not CallerKind.User => AccountProblems.SignInRequired,
            Who.Admins when !caller.IsAdmin => AccountProblems.AdminRequired,
            _ => null,
        };
    }
}
