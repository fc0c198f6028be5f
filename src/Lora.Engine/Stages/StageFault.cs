using Lora.Diffusion;
using Lora.Project;

namespace Lora.Engine;

/// <summary>
/// Turns an exception that a stage let out into one finding: a short message for the user, everything else in a log file beside the request's result.
/// </summary>
internal static class StageFault
{
    internal static Finding Finding(Exception e, StageRequest request)
    {
        var log = Path.Combine(request.Paths.ObjDirectory, $"{request.Stage}.error.log");
        try
        {
            NewFile.Write(log, e + "\n");
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e);
        }

        // work shared out to threads comes back wrapped
        var cause = e is AggregateException { InnerExceptions: [var first, ..] } ? first : e;
        return cause switch
        {
            CheckpointException wrong => ProjectDiagnostics.BaseModelNotUnderstood.At($"The base model cannot be used: {wrong.Problem}", wrong.File),
            OutOfMemoryException => EngineDiagnostics.OutOfMemory.At($"{request.Stage} ran out of memory."),
            IOException or UnauthorizedAccessException when cause.Message.Contains(request.Paths.CacheDirectory, StringComparison.Ordinal) =>
                CacheDiagnostics.StoreNotWritable.At($"{StageRunner.OneLine(cause)}.", request.Paths.CacheDirectory),
            _ => EngineDiagnostics.EngineFault.At($"{request.Stage} failed: {StageRunner.OneLine(cause)} ({cause.GetType().Name}; details in {log})."),
        };
    }
}
