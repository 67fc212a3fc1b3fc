namespace AuditChain.Recording;

// A scope flows with the code that it encloses: into calls, awaits and tasks that are started inside. A host in which
// sessions share a process (PowerShell with its runspaces) names a boundary, and then a scope is seen only where it was
// entered: threads that a session starts for another one inherit the flow, and must not inherit the actor.

/// <summary>
/// Says who acts for everything recorded inside: <c>using (ActorScope.Enter(actor)) { … }</c>. An event that names its own actor
/// keeps it. Scopes nest; the inner one counts.
/// </summary>
public static class ActorScope
{
    private static readonly AsyncLocal<Frame?> s_top = new();
    private static Func<object?>? s_boundary;

    /// <summary>The actor of the innermost scope around the caller; null when there is none.</summary>
    public static AuditActor? Current
    {
        get
        {
            Frame? frame = s_top.Value;
            if (frame is null) return null;
            object? here = s_boundary?.Invoke();
            while (frame is not null && (frame.IsEnded || !Equals(frame.Boundary, here))) frame = frame.Outer;
            return frame?.Actor;
        }
    }

    /// <summary>Enters a scope.</summary>
    /// <param name="actor">Who acts inside.</param>
    /// <returns>Leaves the scope when it is disposed; the one around it counts again.</returns>
    public static IDisposable Enter(AuditActor actor)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return s_top.Value = new Frame(actor, s_boundary?.Invoke(), s_top.Value);
    }

    /// <summary>For hosts: what sessions are told apart by.</summary>
    /// <param name="current">The session of the calling thread, as a value that can be compared; null outside of any. Null for a host without sessions.</param>
    public static void UseBoundary(Func<object?>? current) => s_boundary = current;

    private sealed class Frame(AuditActor actor, object? boundary, Frame? outer) : IDisposable
    {
        public AuditActor Actor => actor;

        public object? Boundary => boundary;

        public Frame? Outer => outer;

        public bool IsEnded { get; private set; }

        // Tasks that were started inside keep the actor: what they do was begun by him.
        public void Dispose()
        {
            if (s_top.Value == this) s_top.Value = outer;
            else IsEnded = true;
        }
    }
}
