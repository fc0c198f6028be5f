using Lora.Project;
using Lora.Tagging;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>How what runs taggers, captioners and upscalers is opened, and what its faults say to a user.</summary>
internal static class OnnxCatalog
{
    /// <summary>
    /// Pictures that are looked at side by side: what more of them compute into may be more than the engine lets all models have together, or the machine.
    /// </summary>
    internal const int MostAtOnce = 4;

    private static readonly Dictionary<OnnxFault, Descriptor> Kinds = new()
    {
        [OnnxFault.FileMissing] = EngineDiagnostics.PackageMissing,
        [OnnxFault.FileDamaged] = EngineDiagnostics.PackageDamaged,
        [OnnxFault.LibraryNotLoaded] = EngineDiagnostics.LibraryNotLoaded,
        [OnnxFault.DeviceUnusable] = EngineDiagnostics.TaggerDeviceUnusable,
        [OnnxFault.ModelRefused] = TaggingDiagnostics.ModelNotUnderstood,
        [OnnxFault.WrongLayout] = TaggingDiagnostics.ModelLayout,
        [OnnxFault.ListWrong] = TaggingDiagnostics.ListWrong,
        [OnnxFault.RunFailed] = TaggingDiagnostics.ModelFailed,
    };

    /// <summary>Opens the engine on the device that a request names, and says so. There is no falling back to another one.</summary>
    /// <exception cref="OnnxException">It cannot be had.</exception>
    internal static IOnnxRuntime Open(StageRequest request, IEvents events)
    {
        var device = request.Get(TaggerOptions.TaggerDevice);
        var runtime = EnginePlugin.Load<IOnnxEngine>(OnnxRuntime.Plugin)
            .Open(new OnnxEngineRequest(request.EnginePackages, device.Kind == DeviceName.CudaKind ? device.Index : null));
        events.Say($"Looks at pictures with {runtime.Description}.");
        return runtime;
    }

    /// <summary>Every kind of fault has its descriptor.</summary>
    internal static Finding Finding(OnnxException e, StageRequest request) => e.File is { } file
        ? Kinds[e.Fault].At(e.Message, file, e.Line, e.Line > 0 ? 1 : 0) : Kinds[e.Fault].At(e.Message, request.PlaceOf(TaggerOptions.TaggerDevice));

    /// <summary>The same with the picture that the model failed on.</summary>
    internal static Finding Finding(OnnxException e, StageRequest request, ImageItem image) => e.Fault == OnnxFault.RunFailed
        ? TaggingDiagnostics.ModelFailed.At($"'{image.Name}': {e.Message}", image.Path) : Finding(e, request);
}
