@echo off
rem Takes Cashbuoy out of Excel again, for the user who is logged on. Workbooks stay untouched.
rem   uninstall.cmd            asks to press a key
rem   uninstall.cmd /nopause   does not
setlocal EnableExtensions DisableDelayedExpansion
title Cashbuoy
set "PAUSE=%~1"
set "CODE=2"
set "OWN=%LOCALAPPDATA%\Cashbuoy\venv"
set "OWN_PYTHON=%OWN%\Scripts\python.exe"

echo.
if not defined LOCALAPPDATA goto not_there
if not exist "%OWN_PYTHON%" goto not_there
echo This takes Cashbuoy out of Excel, and deletes "%OWN%".
echo Close all windows of Excel first.
if /I not "%PAUSE%"=="/nopause" pause

"%OWN_PYTHON%" -c "from cashbuoy_addin.cli import main; main()" uninstall
if errorlevel 1 goto failed
rem Python is at its end now, so that its folder can go too; a scanner may hold it for a moment.
for %%N in (1 2 3 4) do if exist "%OWN%\" call :delete
if exist "%OWN%\" rmdir /S /Q "%OWN%"
if exist "%OWN%\" goto failed
rem Stays where it still holds files that had to make room.
rmdir "%LOCALAPPDATA%\Cashbuoy" 2>nul
echo.
echo Cashbuoy has been removed.
set "CODE=0"
goto done

:not_there
echo Cashbuoy is not installed for %USERNAME%; there is nothing to remove.
set "CODE=0"
goto done

:failed
echo.
echo Not everything could be removed; the reason stands above. Close Excel, wait a
echo minute, then start uninstall.cmd once more.

:done
echo.
if /I not "%PAUSE%"=="/nopause" pause
exit /b %CODE%

:delete
rmdir /S /Q "%OWN%" 2>nul
if exist "%OWN%\" ping -n 2 127.0.0.1 >nul
exit /b 0
