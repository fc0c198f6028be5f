using Lora.Diffusion;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>What Validate looks for in the prompts, so that no training ends before a picture that cannot be drawn.</summary>
internal static class PromptChecks
{
    internal static void Check(StageRequest request, IDiffusionModel model, StageOutputs outputs)
    {
        foreach (var prompt in request.Prompts)
        {
            CheckText(prompt, PromptOptions.Text);
            CheckText(prompt, PromptOptions.Negative);
            CheckSide(prompt, PromptOptions.Width);
            CheckSide(prompt, PromptOptions.Height);
            CheckBlocks(prompt);
        }

        void CheckBlocks(PromptItem prompt)
        {
            var table = model.Blocks;
            if (prompt.Get(PromptOptions.BlockWeights) is { } weights && table is not null && !weights.Fits(table))
            {
                outputs.Report(TrainingDiagnostics.BlockWeightsUnlikeModel.At(FormattableString.Invariant(
                    $"BlockWeights {weights} of prompt '{prompt.Name}' are not for the {table.Lora.Count} or {table.Full.Count} blocks of {table.Family}."),
                    PlaceOf(prompt)));
            }
        }

        void CheckText(PromptItem prompt, Option<string> option)
        {
            try
            {
                var fit = model.Text.FitPrompt(prompt.Get(option));
                if (!fit.Fits)
                {
                    outputs.Report(DatasetDiagnostics.PromptTooLong.At($"{option} of prompt '{prompt.Name}' has {fit.InWords()}.", PlaceOf(prompt)));
                }
            }
            catch (PromptFormatException e)
            {
                outputs.Report(ProjectDiagnostics.WrongValue.At($"{option} of prompt '{prompt.Name}': {e.Message}", PlaceOf(prompt)));
            }
        }

        void CheckSide(PromptItem prompt, Option<int> option)
        {
            if (prompt.Get(option) % model.Latents.PixelsPerLatent != 0)
            {
                outputs.Report(ProjectDiagnostics.WrongValue.At(FormattableString.Invariant(
                    $"{option} {prompt.Get(option)} of prompt '{prompt.Name}' is no multiple of {model.Latents.PixelsPerLatent}, which the base model needs."),
                    PlaceOf(prompt)));
            }
        }

        SourcePlace PlaceOf(PromptItem prompt) => prompt.Place ?? new SourcePlace(request.Paths.ProjectFile);
    }
}
