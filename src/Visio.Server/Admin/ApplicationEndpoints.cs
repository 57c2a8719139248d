using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Visio.Server.Accounts;
using Visio.Server.Applications;
using Visio.Server.Data;
using Visio.Server.Events;

namespace Visio.Server.Admin;

/// <summary><c>/api/v1/admin/applications</c>: programs that may use the API.</summary>
internal static class ApplicationEndpoints
{
    public static void MapApplicationAdministration(this IEndpointRouteBuilder admin)
    {
        var applications = admin.MapGroup("/applications");
        applications.MapGet("", List).WithName("listApplications").WithSummary("The applications");
        applications.MapPost("", Create).WithName("createApplication").WithSummary("Make an application; the answer has its secret")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        applications.MapGet("/{id:guid}", Get).WithName("getApplication").WithSummary("One application")
            .ProducesProblem(StatusCodes.Status404NotFound);
        applications.MapPatch("/{id:guid}", Update).WithName("updateApplication")
            .WithSummary("Change, disable or enable an application; its access tokens are taken back")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        applications.MapDelete("/{id:guid}", Delete).WithName("deleteApplication").WithSummary("Remove an application with its tokens and webhooks")
            .ProducesProblem(StatusCodes.Status404NotFound);
        applications.MapPost("/{id:guid}/secret", ChangeSecret).WithName("changeApplicationSecret")
            .WithSummary("Replace the secret at once; access tokens are taken back").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<ApplicationList>> List([AsParameters] Page page, VisioDb db, CancellationToken cancellationToken)
    {
        var (found, next) = await page.ReadAsync(db.Applications.AsNoTracking().OrderBy(a => a.Name).ThenBy(a => a.Id), cancellationToken);
        return TypedResults.Ok(new ApplicationList([.. found.Select(a => ApplicationView.Of(a))], next));
    }

    private static async Task<Results<Created<ApplicationView>, ProblemHttpResult>> Create(
        ApplicationRequest request, Caller caller, VisioDb db, ApplicationRegistry registry, CancellationToken cancellationToken)
    {
        if (!ApplicationInput.TryReadName(request.Name, out var name))
        {
            return ApplicationProblems.InvalidName;
        }

        if (!ApplicationInput.TryReadScopes(request.Scopes ?? [], out var scopes))
        {
            return ApplicationProblems.InvalidScopes;
        }

        if (!ApplicationInput.TryReadDomains(request.Domains ?? [], out var domains))
        {
            return ApplicationProblems.InvalidDomains;
        }

        var (application, secret) = registry.Add(name, scopes, domains);
        db.Record(caller.Did("application.create", application.Id.ToString(), details: new { scopes, domains }));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/v1/admin/applications/{application.Id}", ApplicationView.Of(application, secret));
    }

    private static async Task<Results<Ok<ApplicationView>, ProblemHttpResult>> Get(Guid id, VisioDb db, CancellationToken cancellationToken) =>
        await db.Applications.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is { } application
            ? TypedResults.Ok(ApplicationView.Of(application))
            : ApplicationProblems.ApplicationNotFound;

    private static async Task<Results<Ok<ApplicationView>, ProblemHttpResult>> Update(
        Guid id,
        ApplicationRequest request,
        Caller caller,
        VisioDb db,
        ApplicationRegistry registry,
        EventFeed events,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await db.Applications.SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } application)
        {
            return ApplicationProblems.ApplicationNotFound;
        }

        var (name, scopes, domains) = (application.Name, application.Scopes, application.Domains);
        if (request.Name is not null && !ApplicationInput.TryReadName(request.Name, out name))
        {
            return ApplicationProblems.InvalidName;
        }

        if (request.Scopes is not null && !ApplicationInput.TryReadScopes(request.Scopes, out scopes))
        {
            return ApplicationProblems.InvalidScopes;
        }

        if (request.Domains is not null && !ApplicationInput.TryReadDomains(request.Domains, out domains))
        {
            return ApplicationProblems.InvalidDomains;
        }

        (application.Name, application.Scopes, application.Domains) = (name, scopes, domains);
        if (request.Disabled is { } disabled)
        {
            application.DisabledAt = disabled ? application.DisabledAt ?? time.GetUtcNow() : null;
        }

        db.Record(caller.Did("application.update", id.ToString(), details: new { scopes, domains, request.Disabled }));
        await db.SaveChangesAsync(cancellationToken);
        await registry.TakeBackTokensAsync(id, cancellationToken);
        if (application.DisabledAt is not null)
        {
            await EndAdmissionsAsync(db, events, time, id, cancellationToken);
        }

        return TypedResults.Ok(ApplicationView.Of(application));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Delete(
        Guid id, Caller caller, VisioDb db, EventFeed events, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.Applications.SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } application)
        {
            return ApplicationProblems.ApplicationNotFound;
        }

        db.Applications.Remove(application);
        db.Record(caller.Did("application.delete", id.ToString()));
        await db.SaveChangesAsync(cancellationToken);
        await EndAdmissionsAsync(db, events, time, id, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<ApplicationView>, ProblemHttpResult>> ChangeSecret(
        Guid id, Caller caller, VisioDb db, ApplicationRegistry registry, CancellationToken cancellationToken)
    {
        if (await db.Applications.SingleOrDefaultAsync(a => a.Id == id, cancellationToken) is not { } application)
        {
            return ApplicationProblems.ApplicationNotFound;
        }

        var secret = ApplicationRegistry.ChangeSecret(application);
        db.Record(caller.Did("application.secret", id.ToString()));
        await db.SaveChangesAsync(cancellationToken);
        await registry.TakeBackTokensAsync(id, cancellationToken);
        return TypedResults.Ok(ApplicationView.Of(application, secret));
    }

    /// <summary>Takes those out of their meetings whom the application let in.</summary>
    private static async Task EndAdmissionsAsync(VisioDb db, EventFeed events, TimeProvider time, Guid application, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await db.Admissions.Where(a => a.ApplicationId == application && a.RevokedAt == null && a.LeftAt == null)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.RevokedAt, now), cancellationToken);
        events.Publish(new(EventTypes.AccessRevoked, now, null, new { }));
    }
}
