using Microsoft.AspNetCore.Http.HttpResults;
using Visio.Server.Accounts;
using Visio.Server.Audit;
using Visio.Server.Data;

namespace Visio.Server.Admin;

/// <summary><c>/api/v1/admin/audit</c>: who did what. Nothing here changes an entry.</summary>
internal static class AuditEndpoints
{
    private const int DefaultLimit = 50;

    public static void MapAudit(this IEndpointRouteBuilder admin)
    {
        var audit = admin.MapGroup("/audit");
        audit.MapGet("", List).WithName("listAudit").WithSummary("The audit log, the newest first; ?action=room takes all that begin so")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        audit.MapPost("/verify", Verify).WithName("verifyAudit").WithSummary("Recompute the chain of the audit log");
    }

    private static async Task<Results<Ok<AuditEntryList>, ProblemHttpResult>> List(
        long? before, int? limit, string? action, string? actor, string? target, string? room, AuditLog log, CancellationToken cancellationToken)
    {
        string?[] texts = [action, actor, target, room];
        if (!texts.All(SearchText.IsFine))
        {
            return AdminProblems.InvalidSearch;
        }

        static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        var page = await log.PageAsync(
            new()
            {
                Before = before,
                Limit = limit ?? DefaultLimit,
                Action = Given(action),
                ActorId = Given(actor),
                Target = Given(target),
                Room = Given(room),
            },
            cancellationToken);
        return TypedResults.Ok(new AuditEntryList([.. page.Entries.Select(AuditEntryView.Of)], page.Next));
    }

    private static async Task<Ok<AuditVerdictView>> Verify(Caller caller, VisioDb db, AuditLog log, CancellationToken cancellationToken)
    {
        var verdict = AuditVerdictView.Of(await log.VerifyAsync(cancellationToken));
        db.Record(caller.Did("audit.verify", details: new { verdict.Valid, verdict.Entries }));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(verdict);
    }
}
