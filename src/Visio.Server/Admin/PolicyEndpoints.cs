using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Accounts;
using Visio.Server.Data;
using Visio.Server.Policies;

namespace Visio.Server.Admin;

/// <summary><c>/api/v1/admin/policy</c>: what is allowed on this server.</summary>
internal static class PolicyEndpoints
{
    public static void MapPolicy(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/policy", Get).WithName("getPolicy").WithSummary("The policy in force");
        admin.MapPut("/policy", Put).Accepts<Policy>("application/json")
            .WithName("putPolicy").WithSummary("Replace the policy; what is absent gets its default")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Ok<Policy>> Get(PolicyStore policies, CancellationToken cancellationToken) =>
        TypedResults.Ok(await policies.CurrentAsync(cancellationToken));

    private static async Task<Results<Ok<Policy>, ProblemHttpResult>> Put(
        HttpRequest request, Caller caller, PolicyStore policies, VisioDb db, CancellationToken cancellationToken)
    {
        var (policy, problem) = await PolicyReader.ReadAsync(request.Body, cancellationToken);
        if (policy is null)
        {
            return AdminProblems.InvalidPolicy(problem!);
        }

        db.Record(caller.Did("policy.update", details: policy));
        await policies.ReplaceAsync(policy, cancellationToken);
        return TypedResults.Ok(policy);
    }
}
