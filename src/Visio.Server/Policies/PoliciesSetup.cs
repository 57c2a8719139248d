namespace Visio.Server.Policies;

/// <summary>The services of this feature; its routes are those of administrators.</summary>
internal static class PoliciesSetup
{
    public static void AddPolicies(this IServiceCollection services)
    {
        services.AddSingleton<PolicyCache>();
        services.AddScoped<PolicyStore>();
    }
}
