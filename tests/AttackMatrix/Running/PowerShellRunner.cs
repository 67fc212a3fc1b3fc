using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AttackMatrix.Vectors;
using AuditLog.Build;

namespace AttackMatrix.Running;

/// <summary>Gives vectors to the cmdlets, all in one child process: a JSON object a line in, one out.</summary>
internal sealed class PowerShellRunner : ISurface
{
    private readonly Process _process;

    public PowerShellRunner(string module)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "PowerShellRunner.ps1");
        ProcessStartInfo start = ChildPowerShell.Start("-File", script, module);
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        start.StandardInputEncoding = start.StandardOutputEncoding = new UTF8Encoding(false);
        _process = Process.Start(start)!;
    }

    public string Name => "PowerShell";

    public bool AtOnce => false;

    public Answer Run(Vector vector, Expectation handed, string path) => Ask(new
    {
        path,
        keys = handed.Keys,
        checkpoints = handed.Checkpoints,
        input = vector.Form == Form.Input ? Encoding.UTF8.GetString(vector.Content) : null,
    });

    public Answer Append(string path, int writers, int entries) => Ask(new { path, writers, entries });

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private Answer Ask(object request)
    {
        _process.StandardInput.WriteLine(JsonSerializer.Serialize(request));
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The PowerShell that runs the vectors has ended; its messages are above.");
        using JsonDocument document = JsonDocument.Parse(answer);
        return document.RootElement.TryGetProperty("error", out JsonElement error) ? new Answer { Error = error.GetString() } : Answer.Of(document.RootElement);
    }
}
