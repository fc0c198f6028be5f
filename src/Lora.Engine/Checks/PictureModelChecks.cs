using Lora.Project;
using Lora.Tagging;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// What Validate looks for in tagger, captioner and upscaler: their files alone, of a model the shell without its weights. Nothing is run, and nothing
/// native loaded.
/// </summary>
internal static class PictureModelChecks
{
    internal static void Check(StageRequest request, StageOutputs outputs)
    {
        foreach (var file in request.PictureModelFiles.Where(file => file.Sha256.Length > 0))
        {
            try
            {
                Check(request, file);
            }
            catch (OnnxException e)
            {
                outputs.Report(OnnxCatalog.Finding(e, request));
            }
        }
    }

    private static void Check(StageRequest request, ModelFile file)
    {
        switch (Path.GetExtension(file.Name))
        {
            case ".onnx":
                string[] known = [.. request.PictureModelFiles.Where(other => other.Part == file.Part).Select(other => other.Name)];
                if (OnnxFile.Check(file.Path).FirstOrDefault(name => !known.Contains(name, StringComparer.Ordinal)) is { } unknown)
                {
                    throw new OnnxException(OnnxFault.ModelRefused, $"The weights of '{file.Name}' lie in '{unknown}', whose name must end in one of "
                        + $"{string.Join(", ", PictureModel.WeightExtensions)}.", file.Path);
                }

                break;
            case ".csv":
                TagVocabulary.Read(file.Path);
                break;
            case ".txt":
                WordPieces.Read(file.Path);
                break;
            case ".json":
                CaptionerConfig.Read(file.Path);
                break;
        }
    }
}
