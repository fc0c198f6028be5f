using Lora.Project;
using Lora.Tensors;
using Lora.Training;

namespace Lora.Engine;

/// <summary>Reads the LoRAs that a training builds on; what is wrong with one is a finding at the option that names it.</summary>
internal static class LoraInputs
{
    /// <summary>The file, after something was asked of it.</summary>
    /// <exception cref="FindingException">It is no LoRA, or what is asked fails.</exception>
    internal static LoraFile Read(LoraInput lora, Action<LoraFile> ask) => Reported(lora, () =>
    {
        var file = new LoraFile(lora.File.Path);
        ask(file);
        return file;
    });

    /// <summary>The one that a training goes on from.</summary>
    /// <exception cref="FindingException">It is no LoRA.</exception>
    internal static StartingWeights Start(LoraInput lora) => Reported(lora, () => new StartingWeights(lora.File.Path));

    /// <summary>The state of a training that takes it over.</summary>
    /// <exception cref="FindingException">It does not fit the network.</exception>
    internal static TrainingState Fitted(StageRequest request, Func<TrainingState> begin) =>
        request.NetworkWeights is { } lora ? Reported(lora, begin, onlyUnfit: true) : begin();

    private static T Reported<T>(LoraInput lora, Func<T> read, bool onlyUnfit = false)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is TrainingException || (!onlyUnfit && e is SafetensorsException or IOException or UnauthorizedAccessException))
        {
            var rule = lora.IsOfBase ? TrainingDiagnostics.BaseWeightsUnfit : TrainingDiagnostics.NetworkWeightsUnfit;
            throw new FindingException(rule.At($"{lora.File.Part} '{lora.File.Name}': {ErrorText.OneLine(e).TrimEnd('.')}.", lora.Place));
        }
    }
}
