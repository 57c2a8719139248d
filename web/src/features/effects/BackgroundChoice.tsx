import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button as AriaButton, FileTrigger, Radio, RadioGroup } from 'react-aria-components';
import { addImage, ImageError, imageLimit, imageTypes, listImages, removeImage, type ImageProblem, type OwnImage } from '../../client/effects/images';
import { drawScene, sceneNames, type SceneName } from '../../client/effects/scenes';
import { isWeak, readBackground, thisMachine } from '../../client/mediaSettings';
import { preferences } from '../../client/preferences';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { useStore } from '../../ui/useStore';
import styles from './BackgroundChoice.module.css';

/** What lies behind oneself: nothing else, a blur, one of our pictures, or one's own. */
export default function BackgroundChoice({ onChange }: { onChange: (background: string) => void }) {
  const { t } = useTranslation('devices');
  const background = readBackground(useStore(preferences).background);
  const { images, problem, add, remove } = useOwnImages();

  return (
    <>
      {isWeak(thisMachine()) && <p className={styles.text}>{t('background.weak')}</p>}
      <RadioGroup aria-label={t('background.title')} value={background} onChange={onChange} orientation="horizontal" className={styles.grid ?? ''} data-testid="background" data-value={background}>
        <Choice id="none" name={t('background.none')}>
          <Icon name="ban" size={26} />
        </Choice>
        <Choice id="blur-light" name={t('background.blurLight')}>
          <span className={styles.light} />
        </Choice>
        <Choice id="blur-strong" name={t('background.blurStrong')}>
          <span className={styles.strong} />
        </Choice>
        {sceneNames.map((name) => (
          <Choice key={name} id={`preset:${name}`} name={t(`background.scene.${name}`)}>
            <Scene name={name} />
          </Choice>
        ))}
        {images.map(({ id, url }, i) => (
          <Choice key={id} id={`own:${id}`} name={t('background.own', { number: i + 1 })}>
            <img src={url} alt="" />
          </Choice>
        ))}
      </RadioGroup>
      <div className={styles.own}>
        <FileTrigger acceptedFileTypes={imageTypes} onSelect={(files) => void add(files, onChange)}>
          <AriaButton className={styles.add ?? ''} isDisabled={images.length >= imageLimit} data-testid="background-add">
            <Icon name="plus" size={20} />
            {t('background.add')}
          </AriaButton>
        </FileTrigger>
        <p className={styles.text}>{t('background.addText', { count: imageLimit })}</p>
      </div>
      {problem !== null && (
        <p className={styles.problem} role="alert" data-testid="background-problem" data-problem={problem}>
          {t(`background.problem.${problem}`)}
        </p>
      )}
      {images.length > 0 && (
        <ul className={styles.stored}>
          {images.map(({ id, url }, i) => (
            <li key={id}>
              <img src={url} alt="" />
              <span>{t('background.own', { number: i + 1 })}</span>
              <IconButton
                icon="close"
                label={t('background.remove', { number: i + 1 })}
                look="plain"
                size="s"
                onPress={() => {
                  if (background === `own:${id}`) onChange('blur-strong');
                  void remove(id);
                }}
                data-testid="background-remove"
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Choice({ id, name, children }: { id: string; name: string; children: ReactNode }) {
  return (
    <Radio value={id} className={styles.choice ?? ''} data-testid={`background-${id}`}>
      <span className={styles.picture}>{children}</span>
      <span className={styles.name}>{name}</span>
    </Radio>
  );
}

function Scene({ name }: { name: SceneName }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const pen = canvas.current?.getContext('2d');
    if (pen) drawScene(name, pen, 256, 144);
  }, [name]);
  return <canvas ref={canvas} width={256} height={144} />;
}

type Shown = OwnImage & { readonly url: string };

function useOwnImages() {
  const [images, setImages] = useState<readonly Shown[]>([]);
  const [problem, setProblem] = useState<ImageProblem | null>(null);

  useEffect(() => {
    let gone = false;
    listImages()
      .then((found) => !gone && setImages(found.map((image) => ({ ...image, url: URL.createObjectURL(image.blob) }))))
      .catch(() => !gone && setProblem('storage'));
    return () => {
      gone = true;
      setImages((shown) => {
        for (const { url } of shown) URL.revokeObjectURL(url);
        return [];
      });
    };
  }, []);

  return {
    images,
    problem,
    async add(files: FileList | null, choose: (background: string) => void) {
      const file = files?.[0];
      if (file === undefined) return;
      try {
        const image = await addImage(file);
        setImages((shown) => [...shown, { ...image, url: URL.createObjectURL(image.blob) }]);
        setProblem(null);
        choose(`own:${image.id}`);
      } catch (error) {
        setProblem(error instanceof ImageError ? error.problem : 'storage');
      }
    },
    async remove(id: string) {
      try {
        await removeImage(id);
        setImages((shown) => shown.filter((image) => image.id !== id));
      } catch {
        setProblem('storage');
      }
    },
  };
}
