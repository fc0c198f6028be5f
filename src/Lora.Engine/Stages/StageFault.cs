using Lora.Project;

namespace Lora.Engine;

/// <summary>Turns an exception that a stage let out into one finding: a short message for the user, everything else in a log file beside the request's result.</summary>
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

        return e switch
        {
            OutOfMemoryException => EngineDiagnostics.OutOfMemory.At($"{request.Stage} ran out of memory."),
            IOException or UnauthorizedAccessException when e.Message.Contains(request.Paths.CacheDirectory, StringComparison.Ordinal) =>
                CacheDiagnostics.StoreNotWritable.At($"{StageRunner.OneLine(e)}.", request.Paths.CacheDirectory),
            _ => EngineDiagnostics.EngineFault.At($"{request.Stage} failed: {StageRunner.OneLine(e)} ({e.GetType().Name}; details in {log})."),
        };
    }
}
